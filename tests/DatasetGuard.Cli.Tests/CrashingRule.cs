using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Cli.Tests;

internal sealed class CrashingRule : IRule
{
    public IReadOnlyList<RuleDescriptor> Descriptors { get; } = [new("DG9999", "crash", "Crashes", FindingLevel.Error, ScanDepth.Fast, typeof(CrashingRule))];

    public RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken) => throw new InvalidOperationException("no luck");
}
