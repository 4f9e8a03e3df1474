using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Scanning;

/// <summary>Which samples stand for a class beside those that are flagged: the ones whose colours, contrast and sharpness are nearest to the class's medians.</summary>
internal static class TypicalSamples
{
    private const int PerClass = 6;

    /// <summary>With very many classes their pictures would take the room of the flagged ones.</summary>
    private const int MaxClasses = 100;

    private static readonly Func<AppearanceFacts, float>[] Properties =
    [
        facts => facts.Red,
        facts => facts.Green,
        facts => facts.Blue,
        facts => facts.LowBrightness,
        facts => facts.HighBrightness,
        facts => facts.Sharpness,
    ];

    /// <summary>For each class that a finding is about, the gravest first.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<Sample>> ByClass(Dataset dataset, IReadOnlyList<Finding> findings)
    {
        var names = findings.Select(finding => finding.Class).OfType<string>().Distinct(StringComparer.Ordinal).Take(MaxClasses).ToHashSet(StringComparer.Ordinal);
        var flagged = findings.SelectMany(finding => finding.Samples).Select(one => one.Sample.Id).ToHashSet(StringComparer.Ordinal);
        return dataset.Samples
            .Where(sample => sample.ClassIndex >= 0 && sample is { Facts: not null, Appearance: not null } && names.Contains(dataset.Classes[sample.ClassIndex]) && !flagged.Contains(sample.Id))
            .GroupBy(sample => dataset.Classes[sample.ClassIndex], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => Nearest([.. group]), StringComparer.Ordinal);
    }

    private static IReadOnlyList<Sample> Nearest(Sample[] samples)
    {
        var distances = new float[samples.Length];
        foreach (var property in Properties)
        {
            var values = Array.ConvertAll(samples, sample => property(sample.Appearance!));
            var ordered = values.Order().ToArray();
            var median = ordered[ordered.Length / 2];
            for (var i = 0; i < distances.Length; i++)
                distances[i] += Math.Abs(values[i] - median);
        }

        return [.. samples.Zip(distances).OrderBy(pair => pair.Second).ThenBy(pair => pair.First.Id, StringComparer.Ordinal).Take(PerClass).Select(pair => pair.First)];
    }
}
