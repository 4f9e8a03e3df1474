using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>Where the bytes of a sample are. Files are opened by the decoding threads, not by the reader.</summary>
public abstract record SampleContent
{
    private SampleContent()
    {
    }

    /// <summary>An encoded image in a file of its own.</summary>
    /// <param name="Path">Full path, already known to lie inside the dataset.</param>
    /// <param name="Length">Bytes, as the directory said.</param>
    public sealed record InFile(string Path, long Length) : SampleContent;

    /// <summary>An encoded image that the reader holds in memory, as from an archive.</summary>
    public sealed record InMemory(ReadOnlyMemory<byte> Bytes) : SampleContent;

    /// <summary>Pixels that are stored without an image format, as in IDX.</summary>
    public sealed record Raw(PixelBuffer Pixels) : SampleContent;

    /// <summary>Features that came in the place of an image: there are no pixels.</summary>
    public sealed record Vector(ReadOnlyMemory<double> Values) : SampleContent;

    /// <summary>A sample that the reader refuses or cannot reach.</summary>
    public sealed record Faulty(DecodeFault Fault) : SampleContent;
}
