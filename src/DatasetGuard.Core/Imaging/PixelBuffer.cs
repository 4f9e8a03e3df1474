using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
        var i = 0;
        for (; (3 * i) + (3 * Vector128<int>.Count) + Vector128<byte>.Count <= from.Length; i += Vector128<byte>.Count / 2)
        {
            var low = Luma(Vector128.Create(from[(3 * i)..]));
            var high = Luma(Vector128.Create(from[((3 * i) + (3 * Vector128<int>.Count))..]));
            Vector128.Narrow(Vector128.Narrow(low, high), Vector128<ushort>.Zero).GetLower().CopyTo(to[i..]);
        }

        for (; i < to.Length; i++)
            to[i] = (byte)(((77 * from[3 * i]) + (150 * from[(3 * i) + 1]) + (29 * from[(3 * i) + 2]) + 128) >> 8);

        return gray;
    }

    /// <summary>Of the first four pixels.</summary>
    private static Vector128<uint> Luma(Vector128<byte> rgb)
    {
        const byte None = 0xFF;
        var pixels = Vector128.Shuffle(rgb, Vector128.Create(0, 1, 2, None, 3, 4, 5, None, 6, 7, 8, None, 9, 10, 11, None)).AsUInt32();
        var low = Vector128.Create(0xFFu);
        return ((77 * (pixels & low)) + (150 * ((pixels >> 8) & low)) + (29 * (pixels >> 16)) + Vector128.Create(128u)) >> 8;
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
