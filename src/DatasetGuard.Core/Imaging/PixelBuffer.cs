using System.Runtime.CompilerServices;

namespace DatasetGuard.Core.Imaging;

/// <summary>8-bit pixels, row by row, channels interleaved: one channel (gray) or three (R, G, B).</summary>
/// <remarks>
/// The array may be longer than <see cref="Length"/>: a decoder lends one scratch array to image after image.
/// Whoever keeps pixels beyond the next decode copies them.
/// </remarks>
public sealed class PixelBuffer
{
    public PixelBuffer(int width, int height, int channels, byte[]? data = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "An image has one channel or three.");

        var length = checked(width * height * channels);
        if (data is not null && data.Length < length)
            throw new ArgumentException($"{width} x {height} x {channels} needs {length} bytes, got {data.Length}.", nameof(data));

        Width = width;
        Height = height;
        Channels = channels;
        Data = data ?? new byte[length];
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>1 (gray) or 3 (RGB).</summary>
    public int Channels { get; }

    public byte[] Data { get; }

    public int Length => Width * Height * Channels;

    public Span<byte> Pixels => Data.AsSpan(0, Length);

    public ReadOnlySpan<byte> Row(int y) => Data.AsSpan(y * Width * Channels, Width * Channels);

    public PixelBuffer Clone() => new(Width, Height, Channels, Pixels.ToArray());

    /// <summary>The luma of Rec. 601 in eight-bit fixed point; a gray image itself.</summary>
    /// <remarks>Compiled in full at once, as it runs over every image: the first thousands would cost many times as much.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public PixelBuffer ToGray()
    {
        if (Channels == 1)
            return this;

        var gray = new PixelBuffer(Width, Height, 1);
        ReadOnlySpan<byte> from = Pixels;
        var to = gray.Pixels;
        for (int i = 0, at = 0; i < to.Length && at + 2 < from.Length; i++, at += 3)
            to[i] = (byte)(((77 * from[at]) + (150 * from[at + 1]) + (29 * from[at + 2]) + 128) >> 8);

        return gray;
    }

    /// <summary>True when every pixel has equal red, green and blue: gray stored as colour counts as gray.</summary>
    public bool IsGray()
    {
        if (Channels == 1)
            return true;

        var pixels = Pixels;
        for (var i = 0; i < pixels.Length; i += 3)
        {
            if (pixels[i] != pixels[i + 1] || pixels[i] != pixels[i + 2])
                return false;
        }

        return true;
    }
}
