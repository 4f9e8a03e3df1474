using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Provenance;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Rules;

namespace DatasetGuard.Core.Scanning;

/// <summary>Everything that the reports are written from. The same for the same bytes, seed and version, at any number of threads.</summary>
public sealed record ScanResult
{
    public required string ToolVersion { get; init; }

    public required Dataset Dataset { get; init; }

    public ScanDepth Depth { get; init; }

    /// <summary>Where chance began.</summary>
    public int Seed { get; init; }

    /// <summary>The files that the outcome depends on, besides the images.</summary>
    public IReadOnlyList<InputFile> Inputs { get; init; } = [];

    /// <summary>One a rule id, in the order of ids.</summary>
    public required IReadOnlyList<RuleRun> Rules { get; init; }

    /// <summary>Gravest first; of one level triggers and other attacks before what is only dirty.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Findings that a suppression or the baseline accepts, in the same order; they do not count for the verdict.</summary>
    public IReadOnlyList<AcceptedFinding> Suppressed { get; init; } = [];

    /// <summary>Entries of the baseline that nothing matched although their rules ran.</summary>
    public int StaleBaselineEntries { get; init; }

    /// <summary>The configuration file, as the user would name it; null without one.</summary>
    public string? Configuration { get; init; }

    /// <summary>Whether the findings were held against a baseline.</summary>
    public bool HasBaseline { get; init; }

    /// <summary>The repository that the user works in; null outside of one. Only reports for code hosts name files from there.</summary>
    public RepositoryFolder? Repository { get; init; }

    public required IReadOnlyList<ScoreColumn> Scores { get; init; }

    /// <summary>Where the samples lie in feature space; none where no rule looked at features.</summary>
    public IReadOnlyList<FeatureMap> Maps { get; init; } = [];

    public required Gate Gate { get; init; }

    /// <summary>Small pictures of what is flagged; none unless the options asked for them.</summary>
    public Thumbnails Thumbnails { get; init; } = Thumbnails.None;

    /// <summary>The result with other findings, put in order and judged anew.</summary>
    internal ScanResult Judged(IEnumerable<Finding> findings, IEnumerable<AcceptedFinding> suppressed, IEnumerable<RuleRun> runs)
    {
        Finding[] active = [.. findings.Order(Comparer<Finding>.Create(FindingOrder.Compare))];
        AcceptedFinding[] accepted = [.. suppressed.OrderBy(one => one.Finding, Comparer<Finding>.Create(FindingOrder.Compare))];
        RuleRun[] all = [.. runs.OrderBy(run => run.Rule.Id, StringComparer.Ordinal)];
        return this with { Findings = active, Suppressed = accepted, Rules = all, Gate = Gate.Judge(active, all, Gate.FailOn, accepted.Length) };
    }

    public ExitCode ExitCode => ExitCodes.Of(Gate, Dataset.Samples.Count(sample => sample.ClassIndex >= 0 && sample.Fault is null));

    /// <summary>As the gate judges; a scan that saw nothing is incomplete.</summary>
    public Verdict Verdict => ExitCode == ExitCode.NothingToScan ? Verdict.Incomplete : Gate.Verdict;

    /// <summary>In one sentence why there was nothing to scan, fit to print; null when there was something.</summary>
    public string? NothingToScan
    {
        get
        {
            if (ExitCode != ExitCode.NothingToScan)
                return null;

            var labelled = Dataset.Samples.Count(sample => sample.ClassIndex >= 0);
            return labelled == 0
                ? $"No image with a class is in '{Printable.Text(Dataset.Root)}'."
                : $"Of {labelled:N0} {(labelled == 1 ? "file" : "files")} with a class in '{Printable.Text(Dataset.Root)}' none could be decoded.";
        }
    }
}

public enum RuleStatus
{
    Completed,

    /// <summary>It does not apply to this dataset; the reason says why.</summary>
    Skipped,

    /// <summary>It crashed, so the scan is incomplete.</summary>
    Failed,

    /// <summary>Turned off by the user.</summary>
    Disabled,
}

/// <param name="Rule">The rule.</param>
/// <param name="Status">How it went.</param>
/// <param name="Reason">Why it was skipped or failed, or what it did not look at; null when there is nothing to say.</param>
/// <param name="Findings">How many it reported.</param>
public sealed record RuleRun(RuleDescriptor Rule, RuleStatus Status, string? Reason, int Findings)
{
    /// <summary>Of a rule that was skipped: the option that asks for it; null where it was asked for, or needs no asking.</summary>
    public string? Wants { get; init; }
}
