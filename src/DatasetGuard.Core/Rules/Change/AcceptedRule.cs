using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Rules.Change;

/// <summary>What differs from the content that was accepted. Images that are added or renamed are notes, for a dataset grows; the rest are warnings.</summary>
public sealed class AcceptedRule : IRule
{
    /// <summary>Why no rule about change runs.</summary>
    public const string NothingAccepted = "Nothing is accepted yet; see 'datasetguard baseline create'.";

    /// <summary>The option that names what was accepted; a baseline brings it along.</summary>
    public const string WantsAccepted = "--accepted";

    private const string Ask = "Ask who did it and why; 'datasetguard baseline update' accepts it.";

    private static readonly RuleDescriptor Rule = new("DG1401", "accepted-content", "Content that is not as it was accepted", FindingLevel.Warning, ScanDepth.Fast, typeof(AcceptedRule))
    {
        UsesAccepted = true,
    };

    public IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Rule];

    public RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken)
    {
        if (context.Options.Accepted is not { } accepted)
            return new RuleOutcome { Skipped = new Dictionary<string, string> { [Rule.Id] = NothingAccepted }, Wants = WantsAccepted };

        var change = DatasetChange.Of(accepted, context.Dataset);
        Finding?[] findings = [Removed(change, context.Dataset), Changed(change, context.Dataset), Relabelled(change, context.Dataset), Renamed(change, context.Dataset), Added(change, context.Dataset)];
        return new RuleOutcome { Findings = [.. findings.OfType<Finding>()] };
    }

    private static Finding? Removed(DatasetChange change, Dataset dataset)
    {
        var index = dataset.Classes.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        var samples = change.Removed.Select(entry => Gone(entry, change.AcceptedClassOf(entry) is { } name ? index.GetValueOrDefault(name, -1) : -1)).ToList();
        var message = $"{Images(samples, "is", "are")} gone: {Classes(change.Removed.Select(change.AcceptedClassOf))}. {Ask}";
        return Report("Accepted images that are gone", FindingLevel.Warning, samples, message, change, dataset) is { } finding
            ? finding with { Location = new FindingLocation(LocationKind.Dataset, dataset.Root) }
            : null;
    }

    private static Finding? Changed(DatasetChange change, Dataset dataset) => Report(
        "Accepted images with other content",
        FindingLevel.Warning,
        Samples(change.Changed),
        $"{Images(change.Changed, "has", "have")} other content under the same name. {Ask}",
        change,
        dataset);

    private static Finding? Relabelled(DatasetChange change, Dataset dataset)
    {
        var ways = change.Relabelled
            .CountBy(one => (From: change.AcceptedClassOf(one.Before), To: dataset.ClassOf(one.Sample)))
            .OrderByDescending(way => way.Value)
            .ToList();
        var message = $"{Images(change.Relabelled, "has", "have")} another class: {Listing.Of(ways, way => $"{way.Value:N0} from {Name(way.Key.From)} to {Name(way.Key.To)}")}. {Ask}";
        return Report("Accepted images with other labels", FindingLevel.Warning, Samples(change.Relabelled), message, change, dataset);
    }

    private static Finding? Renamed(DatasetChange change, Dataset dataset) => Report(
        "Accepted images with other names",
        FindingLevel.Note,
        Samples(change.Moved),
        $"{Images(change.Moved, "has", "have")} another name and the same content: {Listing.Of(change.Moved, one => $"'{Printable.Text(one.Sample.Id)}' was '{Printable.Text(one.Before.Path)}'")}.",
        change,
        dataset);

    private static Finding? Added(DatasetChange change, Dataset dataset) => Report(
        "Images that were added",
        FindingLevel.Note,
        change.Added,
        $"{Images(change.Added, "is", "are")} new: {Classes(change.Added.Select(dataset.ClassOf))}. What is new of a class is compared with what is accepted of it (DG1402).",
        change,
        dataset);

    /// <summary>Null without samples.</summary>
    private static Finding? Report(string title, FindingLevel level, IReadOnlyList<Sample> samples, string message, DatasetChange change, Dataset dataset) => samples.Count == 0 ? null : new Finding
    {
        RuleId = Rule.Id,
        Level = level,
        Title = title,
        Message = message,
        Location = FindingLocation.Of(samples[0], dataset),
        Samples = [.. samples.Select(sample => new FlaggedSample(sample))],
        IsList = true,
        Measures =
        [
            new Measure("accepted", change.Accepted.Entries.Count),
            new Measure("added", change.Added.Count),
            new Measure("removed", change.Removed.Count),
            new Measure("changed", change.Changed.Count),
            new Measure("relabelled", change.Relabelled.Count),
            new Measure("renamed", change.Moved.Count),
        ],
    };

    private static Sample Gone(AcceptedEntry entry, int classIndex) =>
        new() { Id = entry.Path, ContentHash = entry.ContentHash, ClassIndex = classIndex, SplitIndex = -1, StoreOffset = -1 };

    private static IReadOnlyList<Sample> Samples(IEnumerable<AcceptedChange> changes) => [.. changes.Select(change => change.Sample)];

    private static string Images<T>(IReadOnlyCollection<T> images, string one, string many) => images.Count == 1 ? $"1 image {one}" : $"{images.Count:N0} images {many}";

    private static string Classes(IEnumerable<string?> classes) =>
        Listing.Of(classes.CountBy(Name).OrderByDescending(pair => pair.Value).ToList(), pair => $"{pair.Value:N0} in {pair.Key}");

    private static string Name(string? className) => className is null ? "no class" : Listing.Quoted(className);
}
