using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Scanning;

/// <summary>What of an image is kept for the analysis: the whole, at most 128 pixels a side, and pieces in its own resolution.</summary>
/// <remarks>
/// A trigger that is scaled with the image shows in the whole; one of a few fixed pixels would vanish in it, so nine pieces of
/// 16 x 16 pixels are kept as they are: corners, middles of the edges, centre. Images of at most 40 pixels a side are kept entire.
/// A record is the pixels of the whole, then of the pieces, one channel for a gray image, else three.
/// </remarks>
internal static class ImageViews
{
    public const int CropSide = 16;
    public const int CropCount = 9;
    public const int MaxNativeSide = 40;

    /// <summary>Size of the stored whole.</summary>
    public static (int Width, int Height) WholeSize(ImageFacts facts) => Math.Max(facts.Width, facts.Height) switch
    {
        <= MaxNativeSide => (facts.Width, facts.Height),
        <= 80 => (64, 64),
        _ => (128, 128),
    };

    public static bool IsNative(ImageFacts facts) => Math.Max(facts.Width, facts.Height) <= MaxNativeSide;

    public static int Channels(ImageFacts facts) => facts.IsGray ? 1 : 3;

    public static int RecordLength(ImageFacts facts)
    {
        var (width, height) = WholeSize(facts);
        return Channels(facts) * ((width * height) + (IsNative(facts) ? 0 : CropCount * CropSide * CropSide));
    }

    /// <summary>The whole of a record, in the record's own memory.</summary>
    public static PixelBuffer Whole(ImageFacts facts, byte[] record)
    {
        var (width, height) = WholeSize(facts);
        return new PixelBuffer(width, height, Channels(facts), record);
    }

    /// <summary>Writes the record of an image.</summary>
    public static void Write(PixelBuffer image, ImageFacts facts, Span<byte> record)
    {
        var (width, height) = WholeSize(facts);
        var whole = IsNative(facts) ? image : AreaResampler.Resize(image, width, height);
        var channels = Channels(facts);
        CopyChannels(whole, channels, record);
        if (!IsNative(facts))
            WriteCrops(image, channels, record[(width * height * channels)..]);
    }

    /// <summary>Writes the nine pieces; where the image ends, its edge goes on.</summary>
    public static void WriteCrops(PixelBuffer image, int channels, Span<byte> target)
    {
        var at = 0;
        for (var crop = 0; crop < CropCount; crop++)
        {
            var left = Start(image.Width, crop % 3);
            var top = Start(image.Height, crop / 3);
            for (var y = 0; y < CropSide; y++)
            {
                var row = image.Row(Math.Min(top + y, image.Height - 1));
                for (var x = 0; x < CropSide; x++)
                {
                    var from = Math.Min(left + x, image.Width - 1) * image.Channels;
                    for (var channel = 0; channel < channels; channel++)
                        target[at++] = row[from + (image.Channels == 1 ? 0 : channel)];
                }
            }
        }
    }

    private static int Start(int side, int third) => Math.Max(0, (side - CropSide) * third / 2);

    private static void CopyChannels(PixelBuffer image, int channels, Span<byte> target)
    {
        var pixels = image.Pixels;
        if (image.Channels == channels)
        {
            pixels.CopyTo(target);
            return;
        }

        for (var i = 0; i < image.Width * image.Height; i++)
            target[i] = pixels[i * image.Channels];
    }
}
