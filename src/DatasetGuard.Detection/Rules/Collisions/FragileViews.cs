using DatasetGuard.Core.Imaging;
using SkiaSharp;

namespace DatasetGuard.Detection.Rules.Collisions;

/// <summary>Small changes that a clean image's features hardly notice, and that undo what was fitted to one encoder.</summary>
/// <remarks>
/// Four shifts by one pixel along the diagonals, saving as JPEG, and taking the faint differences to the 3 x 3 mean away. How strong the
/// latter two are is drawn from the seed: an attacker who could know them would put them into the loop.
/// </remarks>
internal sealed class FragileViews
{
    public const int Count = 6;
    public const int ShiftCount = 4;

    /// <summary>Shift, JPEG, residual.</summary>
    public const int KindCount = 3;

    private const int LeastQuality = 45;
    private const int LeastClip = 14;
    private static readonly (int X, int Y)[] Shifts = [(-1, -1), (1, -1), (-1, 1), (1, 1)];

    public FragileViews(int seed)
    {
        var random = new Random(seed);
        Quality = LeastQuality + random.Next(11);
        Clip = LeastClip + random.Next(5);
    }

    /// <summary>Of the JPEG view, 45 to 55.</summary>
    public int Quality { get; }

    /// <summary>The largest difference that the residual view takes away, 14 to 18 gray levels.</summary>
    public int Clip { get; }

    /// <summary>0 for the shifts, 1 for JPEG, 2 for the residual.</summary>
    public static int KindOf(int view) => Math.Max(0, view - ShiftCount + 1);

    public PixelBuffer Of(int view, PixelBuffer picture) => view switch
    {
        < ShiftCount => Shift(picture, Shifts[view].X, Shifts[view].Y),
        ShiftCount => Compress(picture, Quality),
        _ => Soften(picture, Clip),
    };

    /// <summary>Moves the picture; where it leaves a gap its edge goes on.</summary>
    public static PixelBuffer Shift(PixelBuffer picture, int right, int down)
    {
        var result = new PixelBuffer(picture.Width, picture.Height, picture.Channels);
        var channels = picture.Channels;
        for (var y = 0; y < picture.Height; y++)
        {
            var row = picture.Row(Math.Clamp(y - down, 0, picture.Height - 1));
            var target = result.Pixels.Slice(y * picture.Width * channels, picture.Width * channels);
            for (var x = 0; x < picture.Width; x++)
                row.Slice(Math.Clamp(x - right, 0, picture.Width - 1) * channels, channels).CopyTo(target[(x * channels)..]);
        }

        return result;
    }

    /// <summary>x - clip(x - mean(x), -clip, clip), with the mean over 3 x 3 pixels.</summary>
    public static PixelBuffer Soften(PixelBuffer picture, int clip)
    {
        var result = new PixelBuffer(picture.Width, picture.Height, picture.Channels);
        var stride = picture.Width * picture.Channels;
        for (var y = 0; y < picture.Height; y++)
        {
            var above = picture.Row(Math.Max(0, y - 1));
            var row = picture.Row(y);
            var below = picture.Row(Math.Min(picture.Height - 1, y + 1));
            for (var i = 0; i < stride; i++)
            {
                var left = i < picture.Channels ? i : i - picture.Channels;
                var right = i >= stride - picture.Channels ? i : i + picture.Channels;
                var sum = above[left] + above[i] + above[right] + row[left] + row[i] + row[right] + below[left] + below[i] + below[right];
                result.Data[(y * stride) + i] = (byte)Math.Clamp(MathF.Round(row[i] - Math.Clamp(row[i] - (sum / 9f), -clip, clip)), 0, 255);
            }
        }

        return result;
    }

    private static PixelBuffer Compress(PixelBuffer picture, int quality)
    {
        var options = new SKJpegEncoderOptions(quality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore);
        var encoded = ImageEncoder.Encode(picture, pixels => pixels.Encode(options));
        var fault = new ImageDecoder(DecodeLimits.Default).Decode(encoded, out var decoded, out _);
        return fault is null ? decoded! : throw new InvalidOperationException($"A picture that was saved as JPEG cannot be read: {fault.Detail}.");
    }
}
