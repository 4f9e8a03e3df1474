using System.Runtime.InteropServices;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Scanning;

/// <summary>Gives the views of decoded images back in the dataset's geometry. Safe from many threads.</summary>
public sealed class ViewStore
{
    private readonly PixelStore _store;

    internal ViewStore(PixelStore store, ViewGeometry geometry)
    {
        _store = store;
        Geometry = geometry;
    }

    public ViewGeometry Geometry { get; }

    /// <summary>Side of the square pieces in native resolution, in pixels.</summary>
    public static int CropSide => ImageViews.CropSide;

    /// <summary>Number of pieces: rows of three, from the top left.</summary>
    public static int CropCount => ImageViews.CropCount;

    /// <summary>The same images in the geometry of another dataset, as for test images of a model that was trained on that one.</summary>
    public ViewStore InGeometryOf(ViewStore other) => new(_store, other.Geometry);

    /// <summary>The same images in colour, or all gray.</summary>
    /// <param name="channels">1 or 3.</param>
    public ViewStore WithChannels(int channels) => new(_store, Geometry with { Channels = channels });

    /// <summary>The whole image and, when the geometry has them, its native pieces.</summary>
    /// <exception cref="InvalidOperationException">The sample was not decoded.</exception>
    public SampleViews Read(Sample sample)
    {
        var (stored, facts, record) = ReadRecord(sample);
        var whole = ToChannels(stored.Width == Geometry.Width && stored.Height == Geometry.Height
            ? stored
            : AreaResampler.Resize(stored, Geometry.Width, Geometry.Height));
        return new SampleViews(whole, Geometry.HasCrops ? ReadCrops(stored, facts, record.AsSpan(stored.Length)) : []);
    }

    /// <summary>The whole image as it is stored, whatever the geometry: at most 128 pixels a side, a larger one made square.</summary>
    /// <exception cref="InvalidOperationException">The sample was not decoded.</exception>
    public PixelBuffer ReadStored(Sample sample) => ReadRecord(sample).Whole;

    /// <summary>The features that came in the place of an image.</summary>
    /// <param name="sample">With features.</param>
    /// <param name="vector">As long as the features are.</param>
    /// <exception cref="InvalidOperationException">The sample has none.</exception>
    public void ReadVector(Sample sample, Span<float> vector)
    {
        if (sample.VectorLength != vector.Length || sample.StoreOffset < 0)
            throw new InvalidOperationException("The sample has no features of this length.");

        _store.Read(sample.StoreOffset, MemoryMarshal.AsBytes(vector));
    }

    private (PixelBuffer Whole, ImageFacts Facts, byte[] Record) ReadRecord(Sample sample)
    {
        if (sample.Facts is not { } facts || sample.StoreOffset < 0)
            throw new InvalidOperationException("A sample that was not decoded has no views.");

        var record = new byte[ImageViews.RecordLength(facts)];
        _store.Read(sample.StoreOffset, record);
        return (ImageViews.Whole(facts, record), facts, record);
    }

    private PixelBuffer[] ReadCrops(PixelBuffer stored, ImageFacts facts, Span<byte> record)
    {
        var length = ImageViews.CropSide * ImageViews.CropSide * stored.Channels;
        if (ImageViews.IsNative(facts))
        {
            record = new byte[ImageViews.CropCount * length];
            ImageViews.WriteCrops(stored, stored.Channels, record);
        }

        var crops = new PixelBuffer[ImageViews.CropCount];
        for (var i = 0; i < crops.Length; i++)
            crops[i] = ToChannels(new PixelBuffer(ImageViews.CropSide, ImageViews.CropSide, stored.Channels, record.Slice(i * length, length).ToArray()));

        return crops;
    }

    private PixelBuffer ToChannels(PixelBuffer image)
    {
        if (image.Channels == Geometry.Channels)
            return image;
        if (Geometry.Channels == 1)
            return image.ToGray();

        var result = new PixelBuffer(image.Width, image.Height, Geometry.Channels);
        var from = image.Pixels;
        var to = result.Pixels;
        for (var i = 0; i < to.Length; i++)
            to[i] = from[i / Geometry.Channels];

        return result;
    }
}

/// <param name="Whole">The image in the dataset's geometry.</param>
/// <param name="Crops">Its pieces in native resolution; empty when the whole already is.</param>
public sealed record SampleViews(PixelBuffer Whole, IReadOnlyList<PixelBuffer> Crops);
