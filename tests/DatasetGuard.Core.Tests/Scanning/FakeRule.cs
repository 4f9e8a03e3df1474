using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Tests.Scanning;

/// <summary>A rule that declares some ids and does what a test says.</summary>
internal sealed class FakeRule(Func<ScanContext, CancellationToken, RuleOutcome> evaluate, params string[] ids) : IRule
{
    public FakeRule(Func<RuleOutcome> evaluate, params string[] ids)
        : this((_, _) => evaluate(), ids)
    {
    }

    public ScanDepth Depth { get; init; } = ScanDepth.Fast;

    public bool UsesAccepted { get; init; }

    public bool UsesAllCores { get; init; }

    public IReadOnlyList<RuleDescriptor> Descriptors => [.. ids.Select(id => Descriptor(id) with { Depth = Depth, UsesAccepted = UsesAccepted })];

    public RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken) => evaluate(context, cancellationToken);

    public static RuleDescriptor Descriptor(string id) => new(id, "fake", "Fake", FindingLevel.Error, ScanDepth.Fast, typeof(FakeRule));

    public static Finding Finding(string id, FindingLevel level = FindingLevel.Error, string? about = null) => new()
    {
        RuleId = id,
        Level = level,
        Title = "Fake",
        Message = "Fake.",
        Class = about,
        Location = new FindingLocation(LocationKind.Dataset, "data"),
        Samples = [],
    };
}
