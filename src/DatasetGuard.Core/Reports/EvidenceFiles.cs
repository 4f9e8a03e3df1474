using System.Text.RegularExpressions;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using SkiaSharp;

namespace DatasetGuard.Core.Reports;

/// <summary>The pictures of the findings, as PNG files beside the report.</summary>
public static partial class EvidenceFiles
{
    public const string Folder = "evidence";

    private const int FingerprintDigits = 12;

    /// <summary>A 32-pixel image is enlarged to this height, so that a person sees single pixels.</summary>
    private const int WantedHeight = 256;

    private const int MaxWidth = 4096;

    /// <summary>The picture's path relative to the report, with a slash.</summary>
    public static string PathOf(Finding finding, EvidencePicture picture) => $"{Folder}/{NameOf(finding, picture)}";

    public static string NameOf(Finding finding, EvidencePicture picture) =>
        $"{finding.Fingerprint[..FingerprintDigits]}-{NotInNames().Replace(picture.Name, "-")}.png";

    /// <summary>True for the names that <see cref="NameOf"/> gives: other files in the folder are somebody else's.</summary>
    public static bool IsOurs(string name) => OurNames().IsMatch(name);

    /// <summary>Enlarges small pictures by a whole factor, each pixel to a square, and writes PNG. The same pixels give the same bytes.</summary>
    public static void Write(PixelBuffer pixels, Stream output)
    {
        var factor = Math.Max(1, Math.Min((WantedHeight + pixels.Height - 1) / pixels.Height, MaxWidth / pixels.Width));
        var colors = pixels.Channels == 1 ? SKColorType.Gray8 : SKColorType.Rgba8888;
        using var bitmap = new SKBitmap(new SKImageInfo(pixels.Width * factor, pixels.Height * factor, colors, SKAlphaType.Opaque));
        for (var y = 0; y < bitmap.Height; y++)
            FillRow(pixels.Row(y / factor), bitmap.GetPixelSpan().Slice(y * bitmap.RowBytes, bitmap.RowBytes), factor, pixels.Channels);

        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        encoded.SaveTo(output);
    }

    private static void FillRow(ReadOnlySpan<byte> from, Span<byte> to, int factor, int channels)
    {
        var target = 0;
        for (var x = 0; x < from.Length; x += channels)
        {
            for (var copy = 0; copy < factor; copy++)
            {
                from.Slice(x, channels).CopyTo(to[target..]);
                target += channels;
                if (channels == 3)
                    to[target++] = byte.MaxValue;
            }
        }
    }

    [GeneratedRegex("[^A-Za-z0-9-]", RegexOptions.NonBacktracking)]
    private static partial Regex NotInNames();

    [GeneratedRegex("^[0-9a-f]{12}-[A-Za-z0-9-]+\\.png$", RegexOptions.NonBacktracking)]
    private static partial Regex OurNames();
}
