namespace DatasetGuard.Core.Imaging;

/// <summary>What one file may cost. All limits are checked before the memory is allocated.</summary>
public sealed record DecodeLimits
{
    public static DecodeLimits Default { get; } = new();

    /// <summary>Encoded size in bytes.</summary>
    /// <value>128 MiB: ten times the largest photo a camera writes as JPEG.</value>
    public long MaxBytes { get; init; } = 128L * 1024 * 1024;

    /// <summary>Width times height of the decoded picture.</summary>
    /// <value>100 million: a 100-megapixel camera, 400 MB while it is being decoded. At most 500 million: arrays end there.</value>
    public long MaxPixels
    {
        get;
        init => field = value is > 0 and <= 500_000_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The pixel limit is 1 to 500,000,000.");
    } = 100_000_000;

    /// <summary>Samples of one scan: archives of a few megabytes can hold thousands of millions of tiny ones.</summary>
    /// <value>20 million; ImageNet-21k has 14.</value>
    public int MaxSamples { get; init; } = 20_000_000;

    /// <summary>Bytes of decoded pixels in flight over all threads; a larger picture waits until it is alone.</summary>
    /// <value>256 MiB.</value>
    public long PixelMemory { get; init; } = 256L * 1024 * 1024;

    /// <summary>Time for one decode. The thread of an overdue decode is given up, the scan goes on.</summary>
    /// <value>20 seconds.</value>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromSeconds(20);
}
