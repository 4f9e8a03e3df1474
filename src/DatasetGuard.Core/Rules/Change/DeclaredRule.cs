using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Rules.Change;

/// <summary>
/// What differs from what the publisher declares in a Croissant file. Other bytes and other labels are errors: the declaration says of each
/// file what it should be. What is missing or more is a warning, for people keep parts of datasets.
/// </summary>
public sealed class DeclaredRule : IRule
{
    private const string Ask = "Get the data anew from the publisher, or ask who changed them.";

    private static readonly RuleDescriptor Rule = new("DG1403", "declared-content", "Content that is not as declared", FindingLevel.Error, ScanDepth.Fast, typeof(DeclaredRule))
    {
        ReadsFiles = true,
        TakesVectors = true,
    };

    public IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Rule];

    public RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken)
    {
        if (context.Options.Declared is not { } declared)
            return new RuleOutcome { Skipped = new Dictionary<string, string> { [Rule.Id] = "No Croissant file is given; see --croissant." }, Wants = "--croissant" };

        var dataset = context.Dataset;
        var compared = DeclaredComparison.Of(declared, dataset, cancellationToken);
        Finding?[] findings =
        [
            OfSamples("Images with other bytes than declared", FindingLevel.Error, compared.OtherBytes, "other bytes than declared", dataset),
            OfFiles("Files with other bytes than declared", FindingLevel.Error, compared.OtherFiles, "other bytes than declared", dataset),
            OfSamples("Images with other labels than declared", FindingLevel.Error, compared.OtherLabel, "another label than declared", dataset),
            OfSamples("Images in other splits than declared", FindingLevel.Warning, compared.OtherSplit, "another split than declared", dataset),
            Missing(compared.Missing, dataset),
            OfSamples("Images that are not declared", FindingLevel.Warning, compared.Undeclared, "no place in what is declared", dataset),
            OfNames("labels", declared.Labels.Count > 0, compared.UndeclaredLabels, compared.UnusedLabels, dataset),
            OfNames("splits", declared.Splits.Count > 0, compared.UndeclaredSplits, compared.UnusedSplits, dataset),
        ];
        var outcome = new RuleOutcome { Findings = [.. findings.OfType<Finding>()] };
        return compared.Unchecked == 0 ? outcome : outcome with
        {
            Limits = new Dictionary<string, string>
            {
                [Rule.Id] = $"{compared.Unchecked:N0} of {declared.Files.Count:N0} declared files could not be checked: they have no SHA-256, or lie at an address, and nothing is fetched.",
            },
        };
    }

    private static Finding? OfSamples(string title, FindingLevel level, IReadOnlyList<Sample> samples, string what, Dataset dataset) => samples.Count == 0 ? null : new Finding
    {
        RuleId = Rule.Id,
        Level = level,
        Title = title,
        Message = $"{Count(samples.Count, "image")} {(samples.Count == 1 ? "has" : "have")} {what}: {Listing.Of(samples, sample => Listing.Quoted(sample.Id))}. {Ask}",
        Location = FindingLocation.Of(samples[0], dataset),
        Samples = [.. samples.Select(sample => new FlaggedSample(sample))],
        IsList = true,
    };

    private static Finding? OfFiles(string title, FindingLevel level, IReadOnlyList<string> files, string what, Dataset dataset) => files.Count == 0
        ? null
        : OfDataset(title, level, $"{Count(files.Count, "file")} {(files.Count == 1 ? "has" : "have")} {what}: {Listing.Of(files, Listing.Quoted)}. {Ask}", files, dataset);

    private static Finding? Missing(IReadOnlyDictionary<string, string> files, Dataset dataset)
    {
        var samples = files.Select(file => new Sample { Id = file.Key, ContentHash = file.Value, ClassIndex = -1, SplitIndex = -1, StoreOffset = -1 }).ToList();
        return samples.Count == 0 ? null : new Finding
        {
            RuleId = Rule.Id,
            Level = FindingLevel.Warning,
            Title = "Declared files that are not there",
            Message = $"{Count(samples.Count, "declared file")} {(samples.Count == 1 ? "is" : "are")} not there: {Listing.Of(samples, sample => Listing.Quoted(sample.Id))}. {Ask}",
            Location = new FindingLocation(LocationKind.Dataset, dataset.Root),
            Samples = [.. samples.Select(sample => new FlaggedSample(sample))],
            IsList = true,
        };
    }

    private static Finding? OfNames(string what, bool areDeclared, IReadOnlyList<string> undeclared, IReadOnlyList<string> unused, Dataset dataset)
    {
        if (!areDeclared || (undeclared.Count == 0 && unused.Count == 0))
            return null;

        var parts = new List<string>();
        if (undeclared.Count > 0)
            parts.Add($"not declared: {Listing.Of(undeclared, Listing.Quoted)}");
        if (unused.Count > 0)
            parts.Add($"declared, and no image has it: {Listing.Of(unused, Listing.Quoted)}");

        return OfDataset($"Other {what} than declared", FindingLevel.Warning, $"The {what} are not those that are declared; {string.Join("; ", parts)}. {Ask}", [.. undeclared, "", .. unused], dataset);
    }

    /// <param name="title">Tells the findings of the rule apart.</param>
    /// <param name="level">How grave it is.</param>
    /// <param name="message">Fit to print.</param>
    /// <param name="names">What it is about, all of it: something else under the same title is another finding.</param>
    /// <param name="dataset">What was scanned.</param>
    private static Finding OfDataset(string title, FindingLevel level, string message, IReadOnlyList<string> names, Dataset dataset) => new()
    {
        RuleId = Rule.Id,
        Level = level,
        Title = title,
        Message = message,
        Location = new FindingLocation(LocationKind.Dataset, dataset.Root),
        Samples = [],
        Subject = $"{title}\0{string.Join('\0', names)}",
    };

    private static string Count(int count, string noun) => $"{count:N0} {noun}{(count == 1 ? "" : "s")}";
}
