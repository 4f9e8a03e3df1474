using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>A square of one colour on a picture: the plainest of patches (Gu et al., "BadNets", 2017).</summary>
/// <param name="Left">Of its first column, in pixels.</param>
/// <param name="Top">Of its first row.</param>
/// <param name="Side">At least 1.</param>
/// <param name="Colour">A bit for each channel: full where it is set, nothing where it is not.</param>
public readonly record struct SolidSquare(int Left, int Top, int Side, int Colour)
{
    /// <summary>Sides of what is tried everywhere, as shares of the picture's shorter side: squares of 3 and 4 pixels in 28 or 32.</summary>
    private static readonly double[] Shares = [0.1, 0.13];

    private static readonly string[] Names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

    /// <param name="channels">Of the picture: 1 or 3.</param>
    public string NameOf(int channels) => channels == 1 ? Colour == 0 ? "black" : "white" : Names[Colour];

    /// <summary>Squares of two sizes and of the ends of every channel, everywhere.</summary>
    /// <param name="images">Their size.</param>
    internal static SolidSquare[] Everywhere(ByteImages images) => [.. SidesIn(images).SelectMany(side => Everywhere(images, side))];

    /// <summary>The larger of them.</summary>
    internal static SolidSquare[] LargeEverywhere(ByteImages images) => [.. Everywhere(images, SidesIn(images).Max())];

    /// <summary>Those of the two sizes that hardly differ from this one, itself among them. Larger ones are strokes of a digit.</summary>
    internal IEnumerable<SolidSquare> Near(ByteImages images)
    {
        var step = Math.Max(1, Side / 4);
        var (square, around) = (this, (int[])[-step, 0, step]);
        return
            from side in SidesIn(images)
            from top in around
            from left in around
            select square with { Left = square.Left + left, Top = square.Top + top, Side = side } into near
            where near is { Left: >= 0, Top: >= 0 } && near.Left + near.Side <= images.Width && near.Top + near.Side <= images.Height
            select near;
    }

    internal Stamp StampOn(ByteImages images)
    {
        var (pixels, stamp) = (images.Width * images.Height, new Stamp(new float[images.Width * images.Height], new float[images.Length]));
        for (var y = Top; y < Top + Side; y++)
        {
            var row = (y * images.Width) + Left;
            stamp.Mask.AsSpan(row, Side).Fill(1);
            for (var channel = 0; channel < images.Channels; channel++)
                stamp.Pattern.AsSpan((channel * pixels) + row, Side).Fill(Value(channel) / byte.MaxValue);
        }

        return stamp;
    }

    /// <summary>Copies of some images with the square on them.</summary>
    internal ByteImages On(ByteImages images, ReadOnlySpan<int> rows)
    {
        var painted = new ByteImages(rows.Length, images.Height, images.Width, images.Channels);
        for (var i = 0; i < rows.Length; i++)
        {
            images[rows[i]].CopyTo(painted[i]);
            for (var y = Top; y < Top + Side; y++)
            {
                var line = painted[i].Slice(((y * images.Width) + Left) * images.Channels, Side * images.Channels);
                for (var at = 0; at < line.Length; at++)
                    line[at] = Value(at % images.Channels);
            }
        }

        return painted;
    }

    private byte Value(int channel) => (Colour >> channel & 1) == 1 ? byte.MaxValue : (byte)0;

    private static IEnumerable<int> SidesIn(ByteImages images) => Shares.Select(share => Math.Max(1, (int)Math.Round(share * Math.Min(images.Width, images.Height)))).Distinct();

    private static IEnumerable<SolidSquare> Everywhere(ByteImages images, int side)
    {
        var step = (side + 1) / 2;
        return
            from top in Places(images.Height - side, step)
            from left in Places(images.Width - side, step)
            from colour in Enumerable.Range(0, 1 << images.Channels)
            select new SolidSquare(left, top, side, colour);
    }

    /// <summary>The last one ends at the border.</summary>
    private static IEnumerable<int> Places(int last, int step)
    {
        for (var at = 0; at < last; at += step)
            yield return at;

        yield return last;
    }
}
