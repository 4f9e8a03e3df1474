using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary><c>triggers.png</c>: a row for each trigger of the tables: its mask, what of the pattern shows through it, an image, and the same with the trigger.</summary>
public static class TriggerStrips
{
    public const string FileName = "triggers.png";

    private const int Tiles = 4;

    /// <summary>A picture of so many rows is looked at; of more the first.</summary>
    private const int MostRows = 200;

    /// <returns>A PNG file.</returns>
    public static byte[] Draw(TriggerResult result)
    {
        var images = result.Data.Images;
        ReversedTrigger[] rows = [.. TriggerWords.Rows(result).Take(MostRows)];
        var sheet = new StripSheet(images.Width, images.Height, Tiles, rows.Length);
        foreach (var (row, trigger) in rows.Index())
        {
            foreach (var (column, tile) in TilesOf(trigger, result).Index())
                sheet.Put(row, column, tile);
        }

        return sheet.Encode();
    }

    private static IEnumerable<PixelBuffer> TilesOf(ReversedTrigger trigger, TriggerResult result)
    {
        var images = result.Data.Images;
        var (pixels, channels) = (images.Width * images.Height, images.Channels);
        yield return Tile((i, _) => trigger.Stamp.Mask[i]);
        yield return Tile((i, channel) => trigger.Stamp.Mask[i] * Pattern(i, channel));

        var shown = Enumerable.Range(0, images.Count).First(row => result.Data.Labels[row] == (trigger.Source ?? (trigger.Target == 0 ? 1 : 0)));
        var picture = new float[images.Length];
        Planes.Read(images[shown], channels, picture);
        yield return Tile((i, channel) => picture[(channel * pixels) + i]);
        yield return Tile((i, channel) =>
        {
            var own = picture[(channel * pixels) + i];
            return own + (trigger.Stamp.Mask[i] * (Pattern(i, channel) - own));
        });

        float Pattern(int i, int channel) => trigger.Stamp.Pattern![(channel * pixels) + i];

        PixelBuffer Tile(Func<int, int, float> valueOf)
        {
            var tile = new PixelBuffer(images.Width, images.Height, 3);
            for (var i = 0; i < pixels; i++)
            {
                for (var channel = 0; channel < 3; channel++)
                    tile.Data[(3 * i) + channel] = (byte)Math.Clamp(MathF.Round(byte.MaxValue * valueOf(i, channels == 1 ? 0 : channel)), 0, byte.MaxValue);
            }

            return tile;
        }
    }
}
