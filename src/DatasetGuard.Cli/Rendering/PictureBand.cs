using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Cli.Rendering;

/// <summary>The pictures of a finding side by side, as many as fit: the trigger, then images that carry it.</summary>
/// <param name="Pixels">At the size in which they are drawn.</param>
/// <param name="Caption">What they show.</param>
internal sealed record PictureBand(PixelBuffer Pixels, string Caption)
{
    /// <summary>Half-block rows are two pixels high: twenty lines of text.</summary>
    private const int MaxHeight = 40;
    private const int MaxEnlargement = 3;
    private const int Gap = 2;

    /// <returns>Null when the finding has no trigger picture or the terminal is too narrow for it.</returns>
    public static PictureBand? Of(IReadOnlyList<EvidencePicture> pictures, int columns)
    {
        if (pictures.FirstOrDefault(picture => picture.Name == "trigger")?.Pixels is not { } trigger)
            return null;

        var scale = Math.Min(MaxEnlargement, Math.Min(columns / trigger.Width, MaxHeight / trigger.Height));
        if (scale < 1)
            return null;

        var examples = pictures.FirstOrDefault(picture => picture.Name == "examples")?.Pixels;
        var width = scale * trigger.Width;
        var shown = examples?.Height == trigger.Height ? Math.Min((columns - width) / (width + Gap), (examples.Width + Gap) / (trigger.Width + Gap)) : 0;
        var band = new PixelBuffer(width + (shown * (width + Gap)), scale * trigger.Height, 3);
        Draw(trigger, 0, scale, trigger.Width, band, 0);
        for (var i = 0; i < shown; i++)
            Draw(examples!, i * (trigger.Width + Gap), scale, trigger.Width, band, (i + 1) * (width + Gap));

        var caption = "what the group has and other classes have not";
        return new PictureBand(band, shown == 0 ? caption : $"{caption}; {(shown == 1 ? "an image" : $"{shown} images")} of the group");
    }

    private static void Draw(PixelBuffer source, int left, int scale, int width, PixelBuffer band, int at)
    {
        for (var y = 0; y < band.Height; y++)
        {
            for (var x = 0; x < scale * width; x++)
            {
                var from = (((y / scale) * source.Width) + left + (x / scale)) * source.Channels;
                for (var channel = 0; channel < 3; channel++)
                    band.Data[(((y * band.Width) + at + x) * 3) + channel] = source.Data[from + (source.Channels == 3 ? channel : 0)];
            }
        }
    }
}
