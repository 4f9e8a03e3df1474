using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>One image of the dataset, or the features that stand for one, after reading and decoding.</summary>
public sealed record Sample
{
    /// <summary>Path inside the dataset, with <c>/</c>; unique.</summary>
    public required string Id { get; init; }

    /// <summary>For those who read the dataset again.</summary>
    public SampleSource Source { get; init; }

    /// <summary>Index into <see cref="Dataset.Classes"/>; -1 without a label.</summary>
    public required int ClassIndex { get; init; }

    /// <summary>Index into <see cref="Dataset.Splits"/>; -1 without a split.</summary>
    public required int SplitIndex { get; init; }

    /// <summary>Line of the manifest, from 1.</summary>
    public int? Line { get; init; }

    /// <summary>SHA-256 of the file's bytes (of the pixels, where there is no file), in lower-case hexadecimal; empty when nothing could be read.</summary>
    public required string ContentHash { get; init; }

    /// <summary>Null when the image could not be decoded.</summary>
    public ImageFacts? Facts { get; init; }

    /// <summary>Null when the image could not be decoded.</summary>
    public AppearanceFacts? Appearance { get; init; }

    /// <summary>Null when the image could not be decoded, and for pixels that are stored without an image format.</summary>
    public EncodingFacts? Encoding { get; init; }

    /// <summary>Values of the feature vector that came in the place of an image; null for images.</summary>
    public int? VectorLength { get; init; }

    /// <summary>There are pixels or features to look at.</summary>
    public bool IsRead => Facts is not null || (VectorLength is not null && Fault is null);

    /// <summary>Null when the image was decoded, or the features were read.</summary>
    public DecodeFault? Fault { get; init; }

    /// <summary>Equal for equal pixels, however they were encoded, and for equal features; null without either.</summary>
    public UInt128? PixelHash { get; init; }

    /// <summary>Nearly equal for pictures that look alike; null without pixels, and for pictures that are too small or too plain.</summary>
    public ulong? PerceptualHash { get; init; }

    /// <summary>Where the image's views or the features lie in the pixel store; -1 without either.</summary>
    public required long StoreOffset { get; init; }
}
