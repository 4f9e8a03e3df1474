using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Findings;

/// <summary>Pictures side by side, as evidence shows them.</summary>
public static class PictureRow
{
    private const int Gap = 2;

    /// <param name="pictures">At least one; all of one size and number of channels.</param>
    /// <returns>From left to right, with white between them.</returns>
    public static PixelBuffer Of(IReadOnlyList<PixelBuffer> pictures)
    {
        var (width, height, channels) = (pictures[0].Width, pictures[0].Height, pictures[0].Channels);
        var result = new PixelBuffer((pictures.Count * (width + Gap)) - Gap, height, channels);
        result.Pixels.Fill(255);
        for (var i = 0; i < pictures.Count; i++)
        {
            for (var y = 0; y < height; y++)
                pictures[i].Row(y).CopyTo(result.Pixels[(((y * result.Width) + (i * (width + Gap))) * channels)..]);
        }

        return result;
    }
}
