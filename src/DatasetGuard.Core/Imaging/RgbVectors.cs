using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DatasetGuard.Core.Imaging;

/// <summary>Takes interleaved pixels apart, for loops that run over every image of a scan.</summary>
public static class RgbVectors
{
    /// <summary>Pixels that are taken apart at once.</summary>
    public const int Count = 16;

    private const byte None = 0xFF;

    /// <param name="pixels">At least 48 bytes: red, green and blue of 16 pixels.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<byte> Red, Vector128<byte> Green, Vector128<byte> Blue) Split(ReadOnlySpan<byte> pixels)
    {
        var first = Vector128.Create(pixels);
        var second = Vector128.Create(pixels[16..]);
        var third = Vector128.Create(pixels[32..]);
        var red = Vector128.Shuffle(first, Vector128.Create(0, 3, 6, 9, 12, 15, None, None, None, None, None, None, None, None, None, None))
            | Vector128.Shuffle(second, Vector128.Create(None, None, None, None, None, None, 2, 5, 8, 11, 14, None, None, None, None, None))
            | Vector128.Shuffle(third, Vector128.Create(None, None, None, None, None, None, None, None, None, None, None, 1, 4, 7, 10, 13));
        var green = Vector128.Shuffle(first, Vector128.Create(1, 4, 7, 10, 13, None, None, None, None, None, None, None, None, None, None, None))
            | Vector128.Shuffle(second, Vector128.Create(None, None, None, None, None, 0, 3, 6, 9, 12, 15, None, None, None, None, None))
            | Vector128.Shuffle(third, Vector128.Create(None, None, None, None, None, None, None, None, None, None, None, 2, 5, 8, 11, 14));
        var blue = Vector128.Shuffle(first, Vector128.Create(2, 5, 8, 11, 14, None, None, None, None, None, None, None, None, None, None, None))
            | Vector128.Shuffle(second, Vector128.Create(None, None, None, None, None, 1, 4, 7, 10, 13, None, None, None, None, None, None))
            | Vector128.Shuffle(third, Vector128.Create(None, None, None, None, None, None, None, None, None, None, 0, 3, 6, 9, 12, 15));
        return (red, green, blue);
    }

    /// <summary>Eight of the sixteen values of a channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Widen(Vector128<byte> channel, bool upper)
    {
        var half = upper ? Vector128.WidenUpper(channel) : Vector128.WidenLower(channel);
        return Vector256.Create(Vector128.WidenLower(half), Vector128.WidenUpper(half)).AsInt32();
    }
}
