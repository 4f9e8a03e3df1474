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

    /// <summary>The picture as the encoder of a file would have written it, as near as that can be repeated.</summary>
    public static byte[] EncodeLike(byte[] file, PixelBuffer image) => JpegImitation.Of(Encode(image, JpegSettings.Read(file)), file);
}
