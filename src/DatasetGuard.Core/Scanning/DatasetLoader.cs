using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using DatasetGuard.Core.Caching;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Scanning;

/// <summary>Reads and decodes a dataset on all cores in one pass and leaves the views of every image in the pixel store.</summary>
public sealed class DatasetLoader(PixelStore store, ScanOptions options, IScanProgress progress)
{
    private readonly ConcurrentBag<Loaded> _results = [];
    private readonly SampleCache? _cache = options.Cache is { } cache ? new SampleCache(cache, options.Limits) : null;

    // Written by the enumerator alone, from which the workers pull one after the other.
    private readonly List<DatasetException> _breaks = [];

    /// <param name="paths">The roots; with more than one, ids begin with the name of theirs.</param>
    /// <param name="format">One of <see cref="DatasetFormats.Names"/>.</param>
    /// <param name="cancellationToken">Stops between two samples.</param>
    /// <exception cref="DatasetException">A root is missing, or nothing at all could be read.</exception>
    public (Dataset Dataset, ViewStore Views) Load(IReadOnlyList<string> paths, string format, CancellationToken cancellationToken)
    {
        if (options.Labels is not null && paths.Count != 1)
            throw new DatasetException("Labels from a file are for one dataset at a time: their paths begin in it.");

        var readers = paths.Select(path => DatasetFormats.Open(path, format, options.Limits, options.Labels)).ToArray();
        return Load(paths, readers, cancellationToken);
    }

    /// <param name="paths">A name for each reader, as the user would give it.</param>
    /// <param name="readers">The roots.</param>
    /// <param name="cancellationToken">Stops between two samples.</param>
    /// <exception cref="DatasetException">A reader cannot go on, and nothing at all was read. After the first sample it is one of <see cref="Dataset.Breaks"/>.</exception>
    public (Dataset Dataset, ViewStore Views) Load(IReadOnlyList<string> paths, IReadOnlyList<IDatasetReader> readers, CancellationToken cancellationToken)
    {
        progress.Begin("Reading and decoding", readers.All(reader => reader.Count is not null) ? readers.Sum(reader => reader.Count) : null);
        Decode(readers, cancellationToken);
        store.Flush();
        if (_breaks.Count > 0 && _results.IsEmpty)
            ExceptionDispatchInfo.Throw(_breaks[0]);

        var dataset = Assemble(paths, readers);
        return (dataset, new ViewStore(store, ViewGeometry.Of(dataset.Samples)));
    }

    private void Decode(IReadOnlyList<IDatasetReader> readers, CancellationToken cancellationToken)
    {
        var pixelMemory = new ByteBudget(options.Limits.PixelMemory);
        var workers = new ConcurrentBag<Worker>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Jobs, CancellationToken = cancellationToken };

        // The workers pull from the readers one sample at a time: no more is in memory than is being decoded.
        var source = Partitioner.Create(Samples(readers, cancellationToken), EnumerablePartitionerOptions.NoBuffering);
        try
        {
            Parallel.ForEach(source, parallel, item =>
            {
                if (!workers.TryTake(out var worker))
                    worker = new Worker(new SampleDecoder(options.Limits, pixelMemory));

                _results.Add(new Loaded(item.Source, item.Raw.IsLabelled, TakesClassFromPath(item.Raw), item.Raw.Label, item.Raw.Split, Decode(worker, item.Raw, cancellationToken)));
                workers.Add(worker);
                progress.Advance(1);
            });
        }
        catch (AggregateException errors)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(errors.Flatten().InnerExceptions[0]);
        }
    }

    private IEnumerable<(int Source, RawSample Raw)> Samples(IReadOnlyList<IDatasetReader> readers, CancellationToken cancellationToken)
    {
        var count = 0;
        for (var i = 0; i < readers.Count; i++)
        {
            using var samples = readers[i].Read(cancellationToken).GetEnumerator();
            for (; MoveNext(samples); count++)
            {
                if (count == options.Limits.MaxSamples)
                {
                    _breaks.Add(new DatasetException($"There are more than {options.Limits.MaxSamples:N0} samples, which is the limit of one scan. Scan parts of the dataset."));
                    yield break;
                }

                yield return (i, samples.Current);
            }
        }
    }

    /// <summary>A reader that cannot go on ends its root; what it gave before stays, and the break is remembered.</summary>
    private bool MoveNext(IEnumerator<RawSample> samples)
    {
        try
        {
            return samples.MoveNext();
        }
        catch (DatasetException error)
        {
            _breaks.Add(error);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            _breaks.Add(new DatasetException($"The dataset cannot be read to its end: {Printable.Text(error.Message)}", error));
        }

        return false;
    }

    private Sample Decode(Worker worker, RawSample raw, CancellationToken cancellationToken)
    {
        var blank = new Sample { Id = raw.Id, ClassIndex = -1, SplitIndex = -1, Line = raw.Line, ContentHash = "", StoreOffset = -1 };
        if (raw.Content is SampleContent.Vector vector)
            return VectorRecord.Load(vector, blank, store);
        if (_cache?.FindUnread(raw.Content, blank) is { } unread)
            return unread.Sample with { StoreOffset = store.Lend(unread.Views) };

        (Sample Sample, CachedBody Views)? known = null;
        var sample = blank;
        var result = worker.Decoder.Decode(
            raw,
            hash => (known = _cache?.Find(raw.Content, blank with { ContentHash = hash })) is not null,
            (pixels, facts) =>
            {
                var whole = worker.Write(pixels, facts);
                sample = blank with
                {
                    Facts = facts,
                    Appearance = AppearanceMeter.Measure(whole),
                    PixelHash = PixelHash.Of(pixels, facts.IsGray),
                    PerceptualHash = PerceptualHash.Of(whole),
                    StoreOffset = store.Append(worker.Views),
                };
            },
            cancellationToken);
        sample = known is { } found
            ? found.Sample with { StoreOffset = store.Lend(found.Views) }
            : sample with { ContentHash = result.ContentHash, Encoding = result.Encoding, Fault = result.Fault };
        if (known is null && sample.Facts is not null)
            _cache?.Add(raw.Content, sample, worker.Views);
        if (raw.Content is SampleContent.InFile file && result.Identity is { } identity)
            _cache?.AddIdentity(file, identity, result.ContentHash);

        return sample;
    }

    private Dataset Assemble(IReadOnlyList<string> paths, IReadOnlyList<IDatasetReader> readers)
    {
        var prefixes = Prefixes(paths);
        var results = _results.Where(result => !IsSidecar(result)).ToList();
        var splitsOfRoots = paths.Select(path => paths.Count == 1 ? null : PathLayout.SplitOfRoot(NameOf(path))).ToArray();
        var layouts = readers.Select((reader, i) => new PathLayout(
            results.Where(result => result.Source == i && result.TakesClassFromPath).Select(result => result.Sample.Id),
            reader.HasParts,
            reader.HasParts && results.Exists(result => result.Source == i && result.IsLabelled))).ToArray();
        var placed = results.ConvertAll(result =>
        {
            var (label, split) = result.TakesClassFromPath ? layouts[result.Source].Resolve(result.Sample.Id) : (result.Label, result.Split);
            return new Placed(prefixes[result.Source] + result.Sample.Id, label, split ?? splitsOfRoots[result.Source], result);
        });
        placed.Sort(Placed.Compare);

        var (classes, classIndex) = Index(placed.Select(item => item.Label));
        var (splits, splitIndex) = Index(placed.Select(item => item.Split));
        var ids = Unique(placed.ConvertAll(item => item.Id));
        var samples = placed.Select((item, i) => item.Loaded.Sample with
        {
            Id = ids[i],
            Source = new SampleSource(item.Loaded.Source, item.Loaded.Sample.Id),
            ClassIndex = item.Label is null ? -1 : classIndex[item.Label],
            SplitIndex = item.Split is null ? -1 : splitIndex[item.Split],
        }).ToList();

        CheckKind(samples);
        return new Dataset(string.Join(' ', paths), [.. readers.Select(reader => reader.Format).Distinct()], classes, splits, samples)
        {
            Roots = [.. readers.Select((reader, i) => DatasetRoot.Of(paths[i], reader.Format, prefixes[i]) with { Manifest = reader.ManifestPath, HasParts = reader.HasParts })],
            Ignored = readers.Sum(reader => reader.Ignored) + _results.Count - results.Count,
            Breaks = _breaks.ConvertAll(error => error.Message),
            ManifestPath = readers.Count == 1 ? readers[0].ManifestPath : null,
        };
    }

    /// <summary>A path that leads out of the dataset says nothing about classes in it.</summary>
    private static bool TakesClassFromPath(RawSample raw) => !raw.IsLabelled && SafePath.TryNormalise(raw.Id, out _) is not null;

    /// <summary>What macOS leaves beside every image of an archive; where a list names it, it is no litter.</summary>
    private static bool IsSidecar(Loaded result) =>
        !result.IsLabelled && result.Sample.Fault == DecodeFault.Sidecar && Path.GetFileName(result.Sample.Id.AsSpan()).StartsWith("._", StringComparison.Ordinal);

    /// <summary>Rules compare all samples with one another: only those of one kind can be.</summary>
    private static void CheckKind(List<Sample> samples)
    {
        var lengths = samples.Select(sample => sample.VectorLength).OfType<int>().Distinct().Order().ToArray();
        if (lengths.Length > 0 && samples.Exists(sample => sample.Facts is not null))
            throw new DatasetException("Images and feature vectors cannot be scanned together: scan each by itself.");
        if (lengths.Length > 1)
            throw new DatasetException($"The feature vectors have {lengths[0]:N0} to {lengths[^1]:N0} values: they come from different encoders. Scan each by itself.");
    }

    private static string[] Prefixes(IReadOnlyList<string> paths)
    {
        if (paths.Count == 1)
            return [""];

        var names = paths.Select(NameOf).ToArray();
        var areDistinct = names.Distinct(StringComparer.Ordinal).Count() == names.Length;
        return [.. names.Select((name, i) => areDistinct ? $"{name}/" : $"{i + 1}-{name}/")];
    }

    private static string NameOf(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

    private static (string[] Names, Dictionary<string, int> Index) Index(IEnumerable<string?> values)
    {
        var names = values.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return (names, names.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal));
    }

    /// <summary>An archive may hold one name twice, and training code reads both.</summary>
    /// <param name="sorted">Equal ones beside each other.</param>
    private static List<string> Unique(List<string> sorted)
    {
        if (!Enumerable.Range(1, Math.Max(0, sorted.Count - 1)).Any(i => sorted[i] == sorted[i - 1]))
            return sorted;

        var seen = new HashSet<string>(StringComparer.Ordinal);
        return sorted.ConvertAll(id =>
        {
            var unique = id;
            for (var i = 2; !seen.Add(unique); i++)
                unique = $"{id}#{i}";

            return unique;
        });
    }

    /// <summary>What one of the threads uses for sample after sample.</summary>
    private sealed class Worker(SampleDecoder decoder)
    {
        private byte[] _record = [];
        private int _length;

        public SampleDecoder Decoder => decoder;

        /// <summary>The record that was written last.</summary>
        public ReadOnlySpan<byte> Views => _record.AsSpan(0, _length);

        /// <summary>Writes the views of an image and gives the whole of them; both are there until the next image.</summary>
        public PixelBuffer Write(PixelBuffer pixels, ImageFacts facts)
        {
            _length = ImageViews.RecordLength(facts);
            if (_record.Length < _length)
                _record = new byte[_length];

            ImageViews.Write(pixels, facts, _record);
            return ImageViews.Whole(facts, _record);
        }
    }

    /// <summary>What stays of a sample that was read: its bytes are gone.</summary>
    private sealed record Loaded(int Source, bool IsLabelled, bool TakesClassFromPath, string? Label, string? Split, Sample Sample);

    /// <summary>A sample with its place in the dataset.</summary>
    private readonly record struct Placed(string Id, string? Label, string? Split, Loaded Loaded)
    {
        /// <summary>By name. One name can come twice; then by content and by the line of the list, and never by which thread was quicker.</summary>
        public static int Compare(Placed a, Placed b)
        {
            var order = string.CompareOrdinal(a.Id, b.Id);
            if (order == 0)
                order = string.CompareOrdinal(a.Loaded.Sample.ContentHash, b.Loaded.Sample.ContentHash);
            if (order == 0)
                order = Nullable.Compare(a.Loaded.Sample.Line, b.Loaded.Sample.Line);

            return order == 0 ? string.CompareOrdinal(a.Label, b.Label) : order;
        }
    }
}
