using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Gating;

/// <summary>Takes what the configuration suppresses out of the findings, and reports the suppressions that are of no use.</summary>
/// <param name="configuration">Holds the suppressions.</param>
/// <param name="options">The options of the scan.</param>
/// <param name="today">The date, in UTC.</param>
public sealed class SuppressionStage(ScanConfiguration configuration, ScanOptions options, DateOnly today)
{
    private static readonly RuleDescriptor Unused = new("DG0002", "unused-suppression", "A suppression that accepts nothing", FindingLevel.Warning, ScanDepth.Fast, typeof(SuppressionStage));
    private static readonly RuleDescriptor Expired = new("DG0003", "expired-suppression", "A suppression that has expired", FindingLevel.Warning, ScanDepth.Fast, typeof(SuppressionStage));

    private readonly HashSet<Suppression> _used = new(ReferenceEqualityComparer.Instance);

    public static IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Unused, Expired];

    public ScanResult Apply(ScanResult result)
    {
        var active = configuration.Suppressions.Where(one => !HasExpired(one)).ToLookup(one => one.Rule, StringComparer.Ordinal);
        var left = new List<Finding>();
        var accepted = new List<AcceptedFinding>();
        foreach (var finding in result.Findings)
        {
            var (parts, reason) = finding.Samples.Count == 0 ? Whole(finding, active[finding.RuleId]) : Split(finding, active[finding.RuleId], result);
            if (parts.Accepted is { } hidden)
                accepted.Add(new AcceptedFinding(hidden, AcceptedBy.Suppression, reason));
            if (parts.Left is { } shown)
                left.Add(shown);
        }

        var ran = result.Rules.Where(run => run.Status == RuleStatus.Completed).Select(run => run.Rule.Id).ToHashSet(StringComparer.Ordinal);
        var useless = configuration.Suppressions.Where(HasExpired).Select(ReportExpired)
            .Concat(active.SelectMany(group => group).Where(one => ran.Contains(one.Rule) && !_used.Contains(one)).Select(ReportUnused))
            .Where(finding => !options.Disabled.Contains(finding.RuleId))
            .ToList();
        var runs = Descriptors.Select(rule => options.Disabled.Contains(rule.Id)
            ? new RuleRun(rule, RuleStatus.Disabled, null, 0)
            : new RuleRun(rule, RuleStatus.Completed, null, useless.Count(finding => finding.RuleId == rule.Id)));
        return result.Judged(left.Concat(useless), result.Suppressed.Concat(accepted), result.Rules.Concat(runs));
    }

    private bool HasExpired(Suppression suppression) => suppression.Expires < today;

    private (FindingParts Parts, string Reason) Whole(Finding finding, IEnumerable<Suppression> suppressions)
    {
        if (suppressions.FirstOrDefault(one => one.CoversWhole(finding)) is not { } cover)
            return (new FindingParts(null, finding), "");

        _used.Add(cover);
        return (new FindingParts(finding, null), cover.Reason);
    }

    private (FindingParts Parts, string Reason) Split(Finding finding, IEnumerable<Suppression> suppressions, ScanResult result)
    {
        var covers = new List<Suppression>();
        var parts = FindingParts.Of(
            finding,
            flagged =>
            {
                var cover = suppressions.FirstOrDefault(one => one.Covers(flagged.Sample.Id, result.Dataset.ClassOf(flagged.Sample)));
                if (cover is not null && !covers.Contains(cover))
                    covers.Add(cover);

                return cover is not null;
            },
            result.Dataset);
        if (parts.Accepted is not null)
            _used.UnionWith(covers);

        return (parts, string.Join("; ", covers.Select(cover => cover.Reason).Distinct(StringComparer.Ordinal)));
    }

    private Finding ReportExpired(Suppression suppression) => Report(
        Expired,
        suppression,
        $"The suppression of {suppression.Describe()} ended on {suppression.Expires:yyyy-MM-dd}, and what it accepted counts again. It was there because: "
            + $"{Printable.Text(suppression.Reason)}. Remove it, or give it another date when the reason still holds.");

    private Finding ReportUnused(Suppression suppression) => Report(
        Unused,
        suppression,
        $"The suppression of {suppression.Describe()} accepts nothing: no file that the rule finds fault with is named by it, or not all files of a group. "
            + "Remove it, lest it hides tomorrow what nobody has looked at.");

    private Finding Report(RuleDescriptor rule, Suppression suppression, string message) => new()
    {
        RuleId = rule.Id,
        Level = options.LevelOf(rule, rule.Level),
        Title = rule.Title,
        Message = message,
        Subject = suppression.Describe(),
        Location = new FindingLocation(LocationKind.ConfigurationLine, configuration.File ?? ConfigurationFile.Name, suppression.Line),
        Samples = [],
    };
}
