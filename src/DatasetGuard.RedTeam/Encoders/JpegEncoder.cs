using DatasetGuard.Core.Imaging;
using SkiaSharp;

namespace DatasetGuard.RedTeam.Encoders;

/// <summary>Pixels to JPEG. The same pixels give the same bytes, for one version of SkiaSharp.</summary>
internal static class JpegEncoder
{
    public static byte[] Encode(PixelBuffer image, JpegSettings settings)
    {
        var options = new SKJpegEncoderOptions(settings.Quality, settings.Subsampling, SKJpegEncoderAlphaOption.Ignore);
        return ImageEncoder.Encode(image, pixels => pixels.Encode(options));
    }
}
