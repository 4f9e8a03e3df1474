namespace DatasetGuard.Core.Imaging;

/// <summary>Why a sample has neither pixels nor features.</summary>
public enum DecodeFaultKind
{
    /// <summary>The file has no bytes.</summary>
    Empty,

    /// <summary>The data ends before the picture does.</summary>
    Truncated,

    /// <summary>The decoder refuses the data.</summary>
    Corrupt,

    /// <summary>The file vanished or cannot be read.</summary>
    Unreadable,

    /// <summary>The declared size, the number of bytes or the time to decode goes over a limit.</summary>
    OverLimit,

    /// <summary>The name leads out of the dataset: <c>..</c>, an absolute path or a link.</summary>
    UnsafePath,

    /// <summary>Not an image, or an image of a kind that is not read.</summary>
    Unsupported,

    /// <summary>A feature vector with values that are no numbers, infinite or absurdly large.</summary>
    NotFinite,
}

/// <param name="Kind">What went wrong.</param>
/// <param name="Detail">What was seen, for people: no file name, since the sample has it.</param>
public sealed record DecodeFault(DecodeFaultKind Kind, string Detail)
{
    /// <summary>A file that macOS leaves beside an image. It is none for anybody, whatever its name.</summary>
    public static DecodeFault Sidecar { get; } = new(DecodeFaultKind.Unsupported, "an AppleDouble file of macOS, not an image");
}
