using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>From where on a group is reported.</summary>
/// <param name="Patterns">Patches and patterns, which are told apart only when one is found.</param>
/// <param name="Waves">Sinusoids.</param>
internal sealed record TriggerLimits(TriggerLimit Patterns, TriggerLimit Waves)
{
    public static readonly RuleOption TraceOption = new("score", 2, 0.6, 100, "The score from which a group is reported.");

    public static TriggerLimits Default { get; } = new(TriggerLimit.Default, TriggerLimit.Default);

    /// <summary>The score of images that were processed alike, whatever other classes show.</summary>
    public double Traces { get; init; } = TraceOption.Default;

    public TriggerLimit Of(TriggerCandidate candidate) => candidate.Stage == TriggerStage.Sinusoid ? Waves : Patterns;
}

/// <param name="Score">From here on a group is reported whatever the other classes show.</param>
/// <param name="Factor">Below, it must have so many times the score of what is natural in the dataset.</param>
internal readonly record struct TriggerLimit(double Score, double Factor)
{
    public static readonly RuleOption ScoreOption = new("score", 1.5, 0.6, 100, "The score from which a group is reported whatever the other classes show.");
    public static readonly RuleOption FactorOption = new("factor", 2.5, 1.5, 100, "How many times the score of the next class a group below that must have.");

    public static TriggerLimit Default { get; } = new(ScoreOption.Default, FactorOption.Default);

    public static TriggerLimit Of(RuleDescriptor rule, ScanOptions options) => new(options.ValueOf(rule, ScoreOption), options.ValueOf(rule, FactorOption));
}
