using System.Runtime.InteropServices;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Detection.Features;

/// <summary>The windows, wave maps, processing traces and thumbnails of all labelled, decoded images, ordered by class; the large ones on disk.</summary>
/// <remarks>
/// Layout of the file: window after window, each with all images in row order, then the wave maps, then the traces. So a class of one window is one
/// contiguous read, and nothing is extracted twice.
/// </remarks>
public sealed class FeatureStore
{
    private const int BlockBytes = 2 << 20;
    private const int MaxBlockRows = 256;

    private readonly PixelStore _file;
    private readonly long _offset;
    private readonly short[] _thumbnails;
    private readonly ClassRows _rows;

    private FeatureStore(PixelStore file, WindowLayout layout, Dataset dataset)
    {
        Layout = layout;
        Digest = dataset.Digest;
        _rows = ClassRows.Of(dataset);
        _file = file;
        _offset = file.Reserve((long)Samples.Length * (layout.Offsets[^1] + WaveLength + TraceLength));
        _thumbnails = new short[Samples.Length * WindowExtractor.ThumbnailLength];
    }

    public WindowLayout Layout { get; }

    /// <summary>Of the dataset.</summary>
    internal string Digest { get; }

    /// <summary>Index into the dataset's samples of each row.</summary>
    public int[] Samples => _rows.Samples;

    /// <summary>First row of each class, and the number of rows at the end.</summary>
    public int[] ClassStarts => _rows.Starts;

    public int Rows => _rows.Count;

    /// <summary>Values of one wave map.</summary>
    public int WaveLength => Layout.WaveSize.Width * Layout.WaveSize.Height;

    /// <summary>Values of the traces of an image; 0 where the images are too small to have any.</summary>
    public int TraceLength => ProcessingTraces.DimensionOf(Layout.Geometry);

    public int CountOf(int classIndex) => _rows.CountOf(classIndex);

    /// <summary>Extracts every image once, on all cores.</summary>
    public static FeatureStore Build(ScanContext context, PixelStore file, CancellationToken cancellationToken)
    {
        var store = new FeatureStore(file, new WindowLayout(context.Views.Geometry), context.Dataset);
        var rowBytes = store.Layout.Offsets[^1] + store.WaveLength + store.TraceLength;
        var blockRows = Math.Clamp(BlockBytes / rowBytes, 16, MaxBlockRows);
        var blocks = (store.Rows + blockRows - 1) / blockRows;
        context.Progress.Begin("Extracting windows", store.Rows);
        var options = new ParallelOptions { MaxDegreeOfParallelism = context.Options.Jobs, CancellationToken = cancellationToken };
        OneByOne.For(blocks, options, () => new Worker(store, blockRows), (block, worker) =>
        {
            var first = block * blockRows;
            var count = Math.Min(blockRows, store.Rows - first);
            worker.Extract(context, first, count, cancellationToken);
            context.Progress.Advance(count);
        });
        return store;
    }

    /// <summary>Rows of one window, each of the window's dimension.</summary>
    public void ReadWindow(int window, int firstRow, Span<sbyte> rows) =>
        Read(((long)Rows * Layout.Offsets[window]) + ((long)firstRow * Layout.Windows[window].Dimension), rows);

    /// <summary>Wave maps, each of <see cref="WaveLength"/> values.</summary>
    public void ReadWaves(int firstRow, Span<sbyte> rows) => Read(((long)Rows * Layout.Offsets[^1]) + ((long)firstRow * WaveLength), rows);

    /// <summary>Processing traces, each of <see cref="TraceLength"/> values.</summary>
    public void ReadTraces(int firstRow, Span<sbyte> rows) => Read(((long)Rows * (Layout.Offsets[^1] + WaveLength)) + ((long)firstRow * TraceLength), rows);

    /// <summary>8 x 8 values in steps of 1 / <see cref="WindowExtractor.ThumbnailScale"/>.</summary>
    public ReadOnlySpan<short> Thumbnail(int row) => _thumbnails.AsSpan(row * WindowExtractor.ThumbnailLength, WindowExtractor.ThumbnailLength);

    private void Read(long position, Span<sbyte> rows) => _file.Read(_offset + position, MemoryMarshal.AsBytes(rows));

    private void Write(long position, ReadOnlySpan<sbyte> rows) => _file.Write(_offset + position, MemoryMarshal.AsBytes(rows));

    private sealed class Worker(FeatureStore store, int blockRows)
    {
        private readonly WindowExtractor _extractor = new(store.Layout);
        private readonly sbyte[] _windows = new sbyte[blockRows * store.Layout.Offsets[^1]];
        private readonly sbyte[] _waves = new sbyte[blockRows * store.WaveLength];
        private readonly ProcessingTraces _tracing = new(store.Layout.Geometry);
        private readonly sbyte[] _traces = new sbyte[blockRows * store.TraceLength];

        public void Extract(ScanContext context, int first, int count, CancellationToken cancellationToken)
        {
            var (waveLength, traceLength) = (store.WaveLength, store.TraceLength);
            for (var i = 0; i < count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var views = context.Views.Read(context.Dataset.Samples[store.Samples[first + i]]);
                var thumbnail = store._thumbnails.AsSpan((first + i) * WindowExtractor.ThumbnailLength, WindowExtractor.ThumbnailLength);
                _extractor.Extract(views, _windows, count, i, _waves.AsSpan(i * waveLength, waveLength), thumbnail);
                if (traceLength > 0)
                    _tracing.Measure(views, _traces.AsSpan(i * traceLength, traceLength));
            }

            var layout = store.Layout;
            for (var window = 0; window < layout.Windows.Count; window++)
            {
                var dimension = layout.Windows[window].Dimension;
                store.Write(
                    ((long)store.Rows * layout.Offsets[window]) + ((long)first * dimension),
                    _windows.AsSpan(layout.Offsets[window] * count, dimension * count));
            }

            store.Write(((long)store.Rows * layout.Offsets[^1]) + ((long)first * waveLength), _waves.AsSpan(0, count * waveLength));
            store.Write(((long)store.Rows * (layout.Offsets[^1] + waveLength)) + ((long)first * traceLength), _traces.AsSpan(0, count * traceLength));
        }
    }
}
