using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Learning.Auditing.Triggers.Latent;

/// <summary><c>interpolations.png</c>: a row for each class: a picture of another class on its way to it, with a red frame where the model first takes it for the class.</summary>
public static class WayStrips
{
    public const string FileName = "interpolations.png";

    /// <summary>Every so many-th step is drawn.</summary>
    private const int Stride = 2;

    /// <summary>A picture of so many rows is looked at; of more the first.</summary>
    private const int MostRows = 200;

    /// <param name="result">With <see cref="TriggerResult.Ways"/>.</param>
    /// <returns>A PNG file.</returns>
    public static byte[] Draw(TriggerResult result)
    {
        var images = result.Data.Images;
        LatentWay[] ways = [.. result.Ways.Take(MostRows)];
        var sheet = new StripSheet(images.Width, images.Height, ways.Length == 0 ? 1 : (ways[0].Steps.Count + Stride - 1) / Stride, ways.Length);
        foreach (var (row, way) in ways.Index())
        {
            for (var step = 0; step < way.Steps.Count; step += Stride)
                sheet.Put(row, step / Stride, Tile(way.Steps[step]));
            if (way.FirstTurned is { } first)
                sheet.Mark(row, (first + Stride - 1) / Stride);
        }

        return sheet.Encode();

        PixelBuffer Tile(byte[] picture)
        {
            var tile = new PixelBuffer(images.Width, images.Height, 3);
            for (var i = 0; i < tile.Data.Length; i++)
                tile.Data[i] = images.Channels == 1 ? picture[i / 3] : picture[i];

            return tile;
        }
    }
}
