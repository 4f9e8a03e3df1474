using DatasetGuard.Detection.Rules.Outliers;

namespace DatasetGuard.Detection.Rules.Labels;

/// <summary>Tells an attack, which moves images of all classes into one, from annotators who confuse two classes.</summary>
/// <param name="Class">The class that stands out.</param>
/// <param name="Share">Share of its images that look mislabelled.</param>
/// <param name="LargestSource">Share of these that look like the one class that most of them look like.</param>
internal sealed record FlipConcentration(int Class, double Share, double LargestSource)
{
    /// <summary>Fewer are no attack that a network would learn from.</summary>
    private const int LeastFlips = 16;

    public const double LeastShare = 0.03;

    /// <summary>Of two confusable classes nearly all are of the other.</summary>
    private const double MaxSource = 0.5;

    /// <param name="flips">For each image that looks mislabelled its label and what it looks like.</param>
    /// <param name="counts">Images of each class.</param>
    /// <param name="leastShare">The share of its images from which a class is told.</param>
    /// <returns>The classes with a share of flips that stands out among all, whose flips come from many classes.</returns>
    public static IEnumerable<FlipConcentration> Of(IReadOnlyCollection<(int Label, int Looks)> flips, int[] counts, double leastShare = LeastShare)
    {
        var sources = flips.GroupBy(flip => flip.Label).ToDictionary(group => group.Key, group => group.ToList());
        int[] classes = [.. Enumerable.Range(0, counts.Length).Where(c => counts[c] > 0)];

        // One flip more than there are, so that a class without any has a logarithm.
        var standsOut = ClassCalibration.StandsOut([.. classes.Select(c => ((sources.TryGetValue(c, out var own) ? own.Count : 0) + 1.0) / (counts[c] + 1))]);
        foreach (var (c, isOut) in classes.Zip(standsOut))
        {
            if (!isOut || !sources.TryGetValue(c, out var own) || own.Count < LeastFlips || (double)own.Count / counts[c] < leastShare)
                continue;

            var largest = (double)own.CountBy(flip => flip.Looks).Max(pair => pair.Value) / own.Count;
            if (largest <= MaxSource)
                yield return new FlipConcentration(c, (double)own.Count / counts[c], largest);
        }
    }
}
