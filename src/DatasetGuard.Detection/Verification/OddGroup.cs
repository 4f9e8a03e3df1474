using DatasetGuard.Detection.Rules.Outliers;

namespace DatasetGuard.Detection.Verification;

/// <summary>Proposes images of a class in which networks that see nothing but edges do not find the class.</summary>
/// <remarks>
/// Of many clean images they do not either. What poisoned ones have in common is a direction in the surrogate's features, because it learned what they carry: so it is
/// looked for along which features the edge networks lose the class (least squares over the whole class, which averages what single images have by chance), and the images farthest
/// along it are where the group begins.
/// </remarks>
internal static class OddGroup
{
    /// <summary>Of a margin beyond it nothing more is learned; it would outweigh many others.</summary>
    private const double MostMargin = 3;

    /// <param name="one">The class, in the surrogate's features.</param>
    /// <param name="margins">Of each of its images the label margin of the edge networks.</param>
    /// <param name="first">The row of its first image.</param>
    /// <param name="most">The share of the class that is left out, from 0 to 1.</param>
    public static WithheldPart Of(ClassOutliers one, ReadOnlySpan<float> margins, int first, double most)
    {
        var (space, count) = (one.Space, one.Space.Count);
        var odd = new double[count];
        for (var i = 0; i < count; i++)
            odd[i] = -Math.Clamp(margins[i], -MostMargin, MostMargin);

        var fitted = Fitted(space, odd);
        var known = new bool[count];
        foreach (var i in Enumerable.Range(0, count).OrderByDescending(i => fitted[i]).ThenBy(i => i).Take(ClassVerifier.GroupSize(count)))
            known[i] = true;

        var largest = (int)(most * count);
        var membership = GroupMembers.Grow(space, known);
        int[] group = [.. Enumerable.Range(0, count).Where(i => membership[i] > GroupMembers.Member || known[i]).OrderByDescending(i => membership[i]).ThenByDescending(i => fitted[i]).ThenBy(i => i).Take(largest)];
        double[] ranks = [.. Ranks(fitted).Zip(Ranks(odd), (a, b) => a + b)];
        int[] all = [.. group.Union(Enumerable.Range(0, count).OrderByDescending(i => ranks[i]).ThenBy(i => i)).Take(largest)];
        return new WithheldPart(one.Class, Array.ConvertAll(group, i => first + i), Array.ConvertAll(all, i => first + i));
    }

    /// <summary>The part of a value, less its mean, that the features explain linearly: its regression on the principal axes, which are uncorrelated.</summary>
    /// <param name="space">The features.</param>
    /// <param name="values">One for each image.</param>
    internal static double[] Fitted(ClassSpace space, double[] values)
    {
        var mean = values.Average();
        var fitted = new double[values.Length];
        for (var k = 0; k < space.Dimension; k++)
        {
            if (space.Variances[k] <= 0)
                continue;

            var weight = Enumerable.Range(0, values.Length).Sum(i => space[i][k] * (values[i] - mean)) / (values.Length * space.Variances[k]);
            for (var i = 0; i < values.Length; i++)
                fitted[i] += weight * space[i][k];
        }

        return fitted;
    }

    private static double[] Ranks(double[] values)
    {
        var ranks = new double[values.Length];
        foreach (var (i, rank) in Enumerable.Range(0, values.Length).OrderBy(i => values[i]).ThenByDescending(i => i).Select((i, rank) => (i, rank)))
            ranks[i] = rank;

        return ranks;
    }
}
