using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Rules;

/// <summary>The seam that every check of a dataset implements. One object may stand for several rule ids that share their work.</summary>
public interface IRule
{
    IReadOnlyList<RuleDescriptor> Descriptors { get; }

    /// <summary>The rule spreads its work over all cores itself, so that it runs alone; the others run beside each other.</summary>
    bool UsesAllCores => false;

    /// <summary>Looks at the loaded dataset. An exception makes the scan incomplete; it never reads as a pass.</summary>
    /// <remarks>
    /// The outcome depends on the dataset, its pixels and the options alone, and not on how many jobs there are: it is kept for later scans of
    /// the same.
    /// </remarks>
    RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken);
}

/// <summary>What a rule found.</summary>
public sealed record RuleOutcome
{
    public static RuleOutcome Nothing { get; } = new();

    public IReadOnlyList<Finding> Findings { get; init; } = [];

    public IReadOnlyList<ScoreColumn> Scores { get; init; } = [];

    /// <summary>Where the samples lie in the features that the rule looked at; null for a rule without features.</summary>
    public FeatureMap? Map { get; init; }

    /// <summary>Why a rule id did not run on this dataset, by id.</summary>
    public IReadOnlyDictionary<string, string> Skipped { get; init; } = new Dictionary<string, string>();

    /// <summary>The option without which the ids in <see cref="Skipped"/> do not run, as they are asked for; null where it is the dataset that does not suit them.</summary>
    public string? Wants { get; init; }

    /// <summary>What a rule id that ran did not look at, by id: nothing is left out silently.</summary>
    public IReadOnlyDictionary<string, string> Limits { get; init; } = new Dictionary<string, string>();
}

/// <param name="Name">Header in <c>scores.csv</c>, snake_case.</param>
/// <param name="Values">One a sample, in the dataset's order; NaN where the rule has none.</param>
public sealed record ScoreColumn(string Name, IReadOnlyList<float> Values);
