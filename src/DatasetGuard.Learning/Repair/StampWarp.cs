using DatasetGuard.Learning.Auditing.Triggers;

namespace DatasetGuard.Learning.Repair;

/// <summary>Other triggers of the family of one: moved, scaled, turned, in another colour or another shape.</summary>
/// <param name="width">Of the pictures.</param>
/// <param name="height">Of the pictures.</param>
/// <param name="channels">Of the pictures.</param>
internal sealed class StampWarp(int width, int height, int channels)
{
    private const int Shift = 2;
    private const double Smaller = 0.8;
    private const double Larger = 1.25;

    private int Pixels => width * height;

    /// <summary>Of a gray picture there is none in another colour.</summary>
    public IReadOnlyList<Stamp> Family(Stamp stamp)
    {
        List<Stamp> family = [Moved(stamp), Scaled(stamp, Smaller), Scaled(stamp, Larger), Turned(stamp), Disc(stamp)];
        if (channels == 3)
            family.Add(Recoloured(stamp));

        return family;
    }

    /// <summary>Towards the middle of the picture, for what lies at its edge would be lost.</summary>
    public Stamp Moved(Stamp stamp)
    {
        var (x, y) = Centre(stamp);
        var (right, down) = (x < width / 2.0 ? Shift : -Shift, y < height / 2.0 ? Shift : -Shift);
        return Warp(stamp, (toX, toY) => (toX - right, toY - down));
    }

    /// <summary>About its centre.</summary>
    public Stamp Scaled(Stamp stamp, double factor)
    {
        var (x, y) = Centre(stamp);
        return Warp(stamp, (toX, toY) => (x + ((toX - x) / factor), y + ((toY - y) / factor)));
    }

    /// <summary>By a right angle about its centre.</summary>
    public Stamp Turned(Stamp stamp)
    {
        var (x, y) = Centre(stamp);
        return Warp(stamp, (toX, toY) => (x + (toY - y), y - (toX - x)));
    }

    /// <summary>Red becomes green, green blue, and blue red.</summary>
    public Stamp Recoloured(Stamp stamp)
    {
        var pattern = new float[stamp.Pattern!.Length];
        for (var channel = 0; channel < channels; channel++)
            stamp.Pattern.AsSpan(channel * Pixels, Pixels).CopyTo(pattern.AsSpan((channel + 1) % channels * Pixels));

        return new Stamp((float[])stamp.Mask.Clone(), pattern);
    }

    /// <summary>In the shape of a disc: as large, in the same place, with the mean of its pattern.</summary>
    public Stamp Disc(Stamp stamp)
    {
        var (x, y) = Centre(stamp);
        var (mask, pattern) = (new float[Pixels], new float[stamp.Pattern!.Length]);
        foreach (var at in Enumerable.Range(0, Pixels).OrderBy(at => Math.Pow((at % width) - x, 2) + Math.Pow((at / width) - y, 2)).Take(Math.Max(1, (int)Math.Round(stamp.Size))))
            mask[at] = 1;
        for (var channel = 0; channel < channels; channel++)
        {
            var mean = Enumerable.Range(0, Pixels).Sum(at => stamp.Mask[at] * (double)stamp.Pattern[(channel * Pixels) + at]) / Math.Max(stamp.Size, 1e-9);
            Array.Fill(pattern, (float)mean, channel * Pixels, Pixels);
        }

        return new Stamp(mask, pattern);
    }

    private (double X, double Y) Centre(Stamp stamp)
    {
        var (x, y, sum) = (0.0, 0.0, 1e-9);
        for (var at = 0; at < Pixels; at++)
            (x, y, sum) = (x + (stamp.Mask[at] * (at % width)), y + (stamp.Mask[at] * (at / width)), sum + stamp.Mask[at]);

        return (x / sum, y / sum);
    }

    /// <param name="stamp">What is warped.</param>
    /// <param name="from">Where in it a pixel comes from.</param>
    private Stamp Warp(Stamp stamp, Func<int, int, (double X, double Y)> from)
    {
        var (mask, pattern) = (new float[Pixels], new float[stamp.Pattern!.Length]);
        for (var at = 0; at < Pixels; at++)
        {
            var (x, y) = from(at % width, at / width);
            foreach (var (source, weight) in Neighbours(x, y))
            {
                mask[at] += (float)(weight * stamp.Mask[source]);
                for (var channel = 0; channel < channels; channel++)
                    pattern[(channel * Pixels) + at] += (float)(weight * stamp.Pattern[(channel * Pixels) + source]);
            }
        }

        return new Stamp(mask, pattern);
    }

    /// <summary>The four pixels around a place, with what each counts; those outside are nothing.</summary>
    private IEnumerable<(int At, double Weight)> Neighbours(double x, double y)
    {
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        for (var corner = 0; corner < 4; corner++)
        {
            var (atX, atY) = (left + (corner % 2), top + (corner / 2));
            var weight = (1 - Math.Abs(x - atX)) * (1 - Math.Abs(y - atY));
            if (weight > 0 && atX >= 0 && atX < width && atY >= 0 && atY < height)
                yield return ((atY * width) + atX, weight);
        }
    }
}
