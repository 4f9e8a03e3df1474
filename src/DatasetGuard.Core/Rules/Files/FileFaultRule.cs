using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Rules.Files;

/// <summary>Files without pixels: one finding for each kind of fault.</summary>
public sealed class FileFaultRule : IRule
{
    private static readonly RuleDescriptor Unreadable = new("DG1001", "unreadable-file", "Files that cannot be read as images", FindingLevel.Error, ScanDepth.Fast, typeof(FileFaultRule)) { TakesVectors = true };
    private static readonly RuleDescriptor OverLimit = new("DG1003", "decode-bomb", "Images over the size limits", FindingLevel.Error, ScanDepth.Fast, typeof(FileFaultRule));
    private static readonly RuleDescriptor UnsafePath = new("DG1004", "unsafe-path", "Paths that lead out of the dataset", FindingLevel.Error, ScanDepth.Fast, typeof(FileFaultRule)) { TakesVectors = true };
    private static readonly RuleDescriptor Unsupported = new("DG1005", "unsupported-format", "Files of a kind that is not read", FindingLevel.Warning, ScanDepth.Fast, typeof(FileFaultRule));

    public IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Unreadable, OverLimit, UnsafePath, Unsupported];

    public RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken) => new()
    {
        Findings = [.. context.Dataset.Samples
            .Where(sample => sample.Fault is not null)
            .GroupBy(sample => sample.Fault!.Kind)
            .OrderBy(group => group.Key)
            .Select(group => Report(group.Key, [.. group], context.Dataset))],
    };

    private static Finding Report(DecodeFaultKind kind, Sample[] samples, Dataset dataset)
    {
        var (rule, what, advice) = Describe(kind);
        var names = Listing.Of(samples, sample => $"{Printable.Text(sample.Id)} ({Printable.Text(sample.Fault!.Detail)})");
        return new Finding
        {
            RuleId = rule.Id,
            Level = rule.Level,
            Title = rule.Title,
            Message = $"{samples.Length:N0} {(dataset.HoldsVectors ? "row" : "file")}{(samples.Length == 1 ? "" : "s")} {what}: {names}. {advice}",
            Location = FindingLocation.Of(samples[0], dataset),
            Samples = [.. samples.Select(sample => new FlaggedSample(sample))],
            IsList = true,
        };
    }

    private static (RuleDescriptor Rule, string What, string Advice) Describe(DecodeFaultKind kind) => kind switch
    {
        DecodeFaultKind.Empty => (Unreadable, "without a byte", "Fetch them again or remove them."),
        DecodeFaultKind.Truncated => (Unreadable, "cut off before the end", "Training code fails on them or fills the rest with gray; fetch them again."),
        DecodeFaultKind.Corrupt => (Unreadable, "with damaged data", "Training code fails on them, or reads them differently from one library to the next; fetch them again."),
        DecodeFaultKind.Unreadable => (Unreadable, "that cannot be opened", "Check the names and the rights."),
        DecodeFaultKind.OverLimit => (OverLimit, "over the limits", "They were not decoded; remove them, or shrink them if they are genuine."),
        DecodeFaultKind.UnsafePath => (UnsafePath, "outside the dataset", "They were not followed; put the images themselves into the dataset."),
        DecodeFaultKind.NotFinite => (Unreadable, "of features that are no finite numbers", "One of them turns the weights of a network into no numbers as well; find out how they were made, and make them again."),
        DecodeFaultKind.Unsupported => (Unsupported, "not looked at", "Convert images to PNG or JPEG; move other files out of the dataset."),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No rule reports this fault."),
    };
}
