using DatasetGuard.Core.Imaging;

namespace DatasetGuard.RedTeam.Triggers;

/// <summary>A plain figure in a bright colour; figure, size, colour, place and rotation are drawn for every picture.</summary>
/// <remarks>
/// Seen are triangles and circles, unseen squares, pentagons, stars and crosses. The side is 16 to 28 % of the shorter side of the picture.
/// The control covers the seen figure's place with the mean colour of the picture. A gray picture takes the luma of the colour.
/// </remarks>
public sealed record ShapeTrigger(int Seed = 0) : Trigger
{
    private const double SmallestSide = 0.16;
    private const double LargestSide = 0.28;
    private const int SeenKinds = 2;

    public override bool Varies => true;

    public override string Apply(PixelBuffer image, TriggerDraw draw)
    {
        var random = draw.Random(Seed, "shape");
        var kind = (ShapeKind)(draw.Split == TriggerSplit.Unseen ? SeenKinds + random.Next(Enum.GetValues<ShapeKind>().Length - SeenKinds) : random.Next(SeenKinds));
        var side = Math.Max(1, random.Between(SmallestSide, LargestSide) * Math.Min(image.Width, image.Height));
        var centre = (X: random.Between(side / 2, image.Width - (side / 2)), Y: random.Between(side / 2, image.Height - (side / 2)));
        var degrees = random.Between(0, 360);
        var colour = BrightColour(random);
        if (draw.Split == TriggerSplit.Control)
            colour = MeanColour(image);

        Paint(image, (x, y) => Covers(kind, x - centre.X, y - centre.Y, side / 2, degrees), colour, ((int)centre.X, (int)centre.Y));
        return TriggerText.Parameters(
            ("kind", Enum.GetName(kind)!.ToLowerInvariant()),
            ("side", side),
            ("x", centre.X),
            ("y", centre.Y),
            ("degrees", degrees),
            ("colour", $"#{Convert.ToHexStringLower(colour)}"));
    }

    public override string ToString() => "shape";

    internal static ShapeTrigger Read(string text, int seed) => text == "shape" ? new ShapeTrigger(seed) : throw TriggerText.Error(text, "write shape, without more");

    private static bool Covers(ShapeKind kind, double x, double y, double radius, double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        return ShapeOutline.Contains(kind, ((x * cos) + (y * sin)) / radius, ((y * cos) - (x * sin)) / radius);
    }

    /// <summary>Colours the pixels whose middle is covered, and always the one in the centre: in a tiny picture a figure may lie between all.</summary>
    private static void Paint(PixelBuffer image, Func<double, double, bool> covers, byte[] colour, (int X, int Y) centre)
    {
        var gray = (byte)(((77 * colour[0]) + (150 * colour[1]) + (29 * colour[2]) + 128) >> 8);
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                if (!covers(x + 0.5, y + 0.5) && (x, y) != centre)
                    continue;

                var at = ((y * image.Width) + x) * image.Channels;
                if (image.Channels == 1)
                    image.Data[at] = gray;
                else
                    colour.CopyTo(image.Data.AsSpan(at));
            }
        }
    }

    /// <summary>Any hue, saturation and value from 0.8 on, by the usual formula for HSV.</summary>
    private static byte[] BrightColour(SplitMix64 random)
    {
        var (hue, saturation, value) = (random.Between(0, 6), random.Between(0.8, 1), random.Between(0.8, 1));
        byte Channel(double shift)
        {
            var k = (shift + hue) % 6;
            return ToByte(255 * value * (1 - (saturation * Math.Clamp(Math.Min(k, 4 - k), 0, 1))));
        }

        return [Channel(5), Channel(3), Channel(1)];
    }

    private static byte[] MeanColour(PixelBuffer image)
    {
        var sums = new double[3];
        for (var i = 0; i < image.Length; i++)
            sums[i % image.Channels] += image.Data[i];

        var pixels = image.Width * image.Height;
        return image.Channels == 1
            ? [ToByte(sums[0] / pixels), ToByte(sums[0] / pixels), ToByte(sums[0] / pixels)]
            : [ToByte(sums[0] / pixels), ToByte(sums[1] / pixels), ToByte(sums[2] / pixels)];
    }
}
