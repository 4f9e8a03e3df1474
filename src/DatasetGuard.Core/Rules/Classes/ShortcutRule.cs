using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Rules.Classes;

/// <summary>Properties of the file or of the whole picture that alone tell the class: a network would learn them in place of the object.</summary>
public sealed class ShortcutRule : IRule
{
    /// <summary>cleanlab's Datalab reports from 0.3 of the baseline's mistakes down.</summary>
    private static readonly RuleOption Skill = new("skill", 0.7, 0.05, 0.99, "The part of the largest class's mistakes that one property alone avoids from which it is reported.");

    /// <summary>One-sided 0.1 %: about ten properties are tried, and one in a hundred clean datasets may come out.</summary>
    private const double Z = 3.09;

    private const int MostBins = 64;

    /// <summary>Samples that a bin has for each class, so that its most frequent class is more than chance.</summary>
    private const int SamplesPerCell = 10;

    private static readonly RuleDescriptor Rule = new("DG1306", "property-shortcut", "A property that tells the class", FindingLevel.Warning, ScanDepth.Fast, typeof(ShortcutRule)) { Options = [Skill] };

    private static readonly (string Name, Func<Sample, float> Value)[] Properties =
    [
        ("width", sample => sample.Facts!.Width),
        ("height", sample => sample.Facts!.Height),
        ("file size", sample => sample.Encoding?.Length ?? 0),
        ("gray or colour", sample => sample.Facts!.IsGray ? 1 : 0),
        ("darkest brightness", sample => sample.Appearance!.LowBrightness),
        ("greatest brightness", sample => sample.Appearance!.HighBrightness),
        ("entropy", sample => sample.Appearance!.Entropy),
        ("sharpness", sample => sample.Appearance!.Sharpness),
        ("mean red", sample => sample.Appearance!.Red),
        ("mean green", sample => sample.Appearance!.Green),
        ("mean blue", sample => sample.Appearance!.Blue),
    ];

    public IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Rule];

    public RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken)
    {
        var dataset = context.Dataset;
        var samples = dataset.Samples.Where(sample => sample is { ClassIndex: >= 0, Appearance: not null }).ToList();
        var counts = samples.CountBy(sample => sample.ClassIndex).ToDictionary(item => item.Key, item => item.Value);
        if (counts.Count < 2 || samples.Count < 2 * SamplesPerCell * counts.Count)
            return new RuleOutcome { Skipped = new Dictionary<string, string> { [Rule.Id] = $"Needs at least two classes, and {2 * SamplesPerCell} decoded images a class on average." } };

        var labels = Dense(samples, counts);
        var baseline = counts.Values.Max() / (double)samples.Count;
        var threshold = context.Options.ValueOf(Rule, Skill);
        var tellers = Bins(samples, Math.Clamp(samples.Count / (SamplesPerCell * counts.Count), 2, MostBins))
            .Select(property => (property.Name, Right: OnePropertyClassifier.CountRight(property.Bins, labels, counts.Count) / (double)samples.Count))
            .Select(property => (property.Name, property.Right, Skill: (LowerLimit(property.Right, samples.Count) - baseline) / (1 - baseline)))
            .Where(property => property.Skill > threshold)
            .OrderByDescending(property => property.Skill)
            .ToList();
        return tellers.Count == 0 ? RuleOutcome.Nothing : new RuleOutcome { Findings = [Report(tellers, baseline, threshold, dataset)] };
    }

    private static Finding Report(List<(string Name, double Right, double Skill)> tellers, double baseline, double threshold, Dataset dataset) => new()
    {
        RuleId = Rule.Id,
        Level = Rule.Level,
        Title = Rule.Title,
        Message = $"The class can be told without looking at the object, from {Listing.Of(tellers, property => $"the {property.Name} alone ({property.Right:P0} right)")}; "
            + $"naming the largest class is right in {baseline:P0}. A network may learn that in place of the class. Bring images of all classes from the same sources, or take the difference away.",
        Score = tellers[0].Skill,
        Threshold = threshold,
        Location = new FindingLocation(LocationKind.Dataset, dataset.Root),
        Samples = [],
        Measures = [new Measure("accuracy", tellers[0].Right), new Measure("baseline", baseline)],
    };

    private static IEnumerable<(string Name, int[] Bins)> Bins(List<Sample> samples, int most)
    {
        foreach (var (name, value) in Properties)
            yield return (name, PropertyBins.Of([.. samples.Select(value)], most));

        yield return ("encoder", PropertyBins.OfKinds(samples.ConvertAll(sample => sample.Encoding?.Fingerprint ?? default), most));
    }

    /// <summary>Numbers the classes that have decoded images without gaps.</summary>
    private static int[] Dense(List<Sample> samples, Dictionary<int, int> counts)
    {
        var numbers = counts.Keys.Order().Select((label, i) => (label, i)).ToDictionary(item => item.label, item => item.i);
        return [.. samples.Select(sample => numbers[sample.ClassIndex])];
    }

    /// <summary>Lower limit of a share (Wilson 1927).</summary>
    private static double LowerLimit(double share, int n)
    {
        var square = Z * Z;
        return (share + (square / (2 * n)) - (Z * Math.Sqrt(((share * (1 - share)) + (square / (4.0 * n))) / n))) / (1 + (square / n));
    }
}
