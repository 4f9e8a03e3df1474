using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Rules;

/// <summary>That every root was read to its end. It is no rule that runs, and it cannot be disabled: the scanner itself reports it when it failed.</summary>
public static class ReadToEnd
{
    public static RuleDescriptor Descriptor { get; } =
        new("DG0001", "read-to-end", "Datasets that cannot be read to their end", FindingLevel.Error, ScanDepth.Fast, typeof(ReadToEnd));

    /// <summary>Null when nothing broke off.</summary>
    public static RuleRun? Failure(Dataset dataset) => dataset.Breaks.Count == 0
        ? null
        : new RuleRun(
            Descriptor,
            RuleStatus.Failed,
            $"Only {dataset.Samples.Count:N0} {(dataset.Samples.Count == 1 ? "sample" : "samples")} could be looked at. {string.Join(' ', dataset.Breaks)}",
            Findings: 0);
}
