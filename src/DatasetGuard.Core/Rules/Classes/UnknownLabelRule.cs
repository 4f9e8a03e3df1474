using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Rules.Classes;

/// <summary>Samples without a class among samples that have one, and classes that are tested and never trained.</summary>
public sealed class UnknownLabelRule : IRule
{
    private static readonly RuleDescriptor Rule = new("DG1301", "unknown-label", "Labels that no training image has", FindingLevel.Error, ScanDepth.Fast, typeof(UnknownLabelRule)) { TakesVectors = true };

    public IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Rule];

    public RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken)
    {
        var dataset = context.Dataset;
        if (dataset.Classes.Count == 0)
            return new RuleOutcome { Skipped = new Dictionary<string, string> { [Rule.Id] = "No sample has a class." } };

        return new RuleOutcome { Findings = [.. Unlabelled(dataset), .. Untrained(dataset)] };
    }

    private static IEnumerable<Finding> Unlabelled(Dataset dataset)
    {
        var samples = dataset.Samples.Where(sample => sample.ClassIndex < 0).ToList();
        if (samples.Count == 0)
            yield break;

        yield return new Finding
        {
            RuleId = Rule.Id,
            Level = FindingLevel.Warning,
            Title = "Files without a class",
            Message = $"{samples.Count:N0} of {dataset.Samples.Count:N0} files have no class: {Listing.Of(samples, sample => Printable.Text(sample.Id))}. "
                + "Training code leaves them out, fails, or takes a folder for a class; put them into a class or out of the dataset.",
            Location = FindingLocation.Of(samples[0], dataset),
            IsList = true,
            Samples = [.. samples.Select(sample => new FlaggedSample(sample))],
        };
    }

    private static IEnumerable<Finding> Untrained(Dataset dataset)
    {
        var table = new ClassTable(dataset);
        if (table.Training.Count == 0)
            yield break;

        var untrained = Enumerable.Range(0, dataset.Classes.Count)
            .Where(label => table.InTraining[label] == 0 && table.InSplits[label] > 0)
            .ToHashSet();
        if (untrained.Count == 0)
            yield break;

        var samples = dataset.Samples.Where(sample => sample.SplitIndex >= 0 && untrained.Contains(sample.ClassIndex)).ToList();
        yield return new Finding
        {
            RuleId = Rule.Id,
            Level = Rule.Level,
            Title = Rule.Title,
            Message = $"{samples.Count:N0} images of {Listing.Of(untrained, label => Listing.Quoted(dataset.Classes[label]))} are in splits for testing only: "
                + $"no training image has {(untrained.Count == 1 ? "this class" : "these classes")}, so all of them count as mistakes. Look for a misspelt or a lost class.",
            Location = FindingLocation.Of(samples[0], dataset),
            Samples = [.. samples.Select(sample => new FlaggedSample(sample))],
        };
    }
}
