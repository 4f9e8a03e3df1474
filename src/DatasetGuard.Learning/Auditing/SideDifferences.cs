using System.Globalization;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Learning.Auditing;

/// <summary>What else tells members from others: an attack would find that, in the place of what the model has learned by heart.</summary>
internal static class SideDifferences
{
    /// <summary>Half the sum of the differences of shares, or the largest difference of two distributions; parts of one dataset hardly reach a tenth of it.</summary>
    private const double Noticeable = 0.2;

    /// <summary>Pictures for each of the settings that they were saved with.</summary>
    private const int LeastForEach = 20;

    public static IReadOnlyList<string> Between(AuditSide members, AuditSide others)
    {
        var warnings = new List<string>();
        var (inside, outside) = (Facts(members), Facts(others));
        var sizes = Kolmogorov([.. inside.Select(Side)], [.. outside.Select(Side)]);
        if (sizes > Noticeable)
            warnings.Add($"Members and non-members have different sizes (medians {Median(inside)} and {Median(outside)} pixels): they are resized differently, and an attack may see that. Give non-members that were prepared as the members were.");

        if (Variation(inside, outside, facts => facts.Format) > Noticeable)
            warnings.Add($"Members and non-members were saved in different formats ({Commonest(inside)} and {Commonest(outside)}, mostly): an attack may see traces of that. Give non-members that were saved as the members were.");
        else if (HaveOtherSettings(Prints(members), Prints(others)))
            warnings.Add("Members and non-members were saved with different settings: an attack may see traces of that. Give non-members that were saved as the members were.");

        if (Variation(inside, outside, facts => facts.IsGray) > Noticeable)
            warnings.Add("Members and non-members differ in how many of them are gray: an attack may see that. Give non-members of the same kind.");

        return warnings;
    }

    /// <summary>Where nearly each picture has settings of its own, their shares differ by chance, and nothing is said.</summary>
    private static bool HaveOtherSettings(List<EncoderFingerprint> members, List<EncoderFingerprint> others) =>
        members.Concat(others).Distinct().Count() * LeastForEach <= Math.Min(members.Count, others.Count) && Variation(members, others, print => print) > Noticeable;

    private static List<ImageFacts> Facts(AuditSide side) => [.. side.Samples.Select(sample => sample.Facts!)];

    private static List<EncoderFingerprint> Prints(AuditSide side) => [.. side.Samples.Select(sample => sample.Encoding?.Fingerprint).OfType<EncoderFingerprint>()];

    private static int Side(ImageFacts facts) => Math.Max(facts.Width, facts.Height);

    private static string Median(List<ImageFacts> facts)
    {
        int[] sides = [.. facts.Select(Side).Order()];
        return sides[sides.Length / 2].ToString("N0", CultureInfo.InvariantCulture);
    }

    private static string Commonest(List<ImageFacts> facts) => facts.CountBy(one => one.Format).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).First().Key;

    /// <summary>Half the sum of the differences of shares: 0 for the same, 1 for nothing in common. 0 where one side has nothing.</summary>
    internal static double Variation<T, TKey>(IReadOnlyCollection<T> first, IReadOnlyCollection<T> second, Func<T, TKey> keyOf)
        where TKey : notnull
    {
        if (first.Count == 0 || second.Count == 0)
            return 0;

        var (one, two) = (first.CountBy(keyOf).ToDictionary(), second.CountBy(keyOf).ToDictionary());
        return one.Keys.Union(two.Keys).Sum(key => Math.Abs((one.GetValueOrDefault(key) / (double)first.Count) - (two.GetValueOrDefault(key) / (double)second.Count))) / 2;
    }

    /// <summary>The largest difference of the two empirical distributions (Kolmogorov and Smirnov).</summary>
    internal static double Kolmogorov(int[] first, int[] second)
    {
        Array.Sort(first);
        Array.Sort(second);
        var (largest, i, j) = (0.0, 0, 0);
        while (i < first.Length && j < second.Length)
        {
            var value = Math.Min(first[i], second[j]);
            while (i < first.Length && first[i] == value)
                i++;
            while (j < second.Length && second[j] == value)
                j++;

            largest = Math.Max(largest, Math.Abs((i / (double)first.Length) - (j / (double)second.Length)));
        }

        return largest;
    }
}
