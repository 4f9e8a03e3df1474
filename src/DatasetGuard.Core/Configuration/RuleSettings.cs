using DatasetGuard.Core.Findings;

namespace DatasetGuard.Core.Configuration;

/// <summary>What the configuration says about one rule.</summary>
public sealed record RuleSettings
{
    /// <summary>The rule does not run.</summary>
    public bool IsOff { get; init; }

    /// <summary>The level of its findings; null for the rule's own.</summary>
    public FindingLevel? Level { get; init; }

    /// <summary>Values of the rule's options by name; those that are not here have their defaults.</summary>
    public IReadOnlyDictionary<string, double> Options { get; init; } = new Dictionary<string, double>();
}
