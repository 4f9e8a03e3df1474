using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Provenance;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports.History;

/// <summary>Holds two scans against each other: what is new, what is as it was, what is gone, and of what nobody can tell.</summary>
public static class RunComparison
{
    /// <returns>By kind; of one kind the gravest first.</returns>
    public static IReadOnlyList<FindingChange> Of(ScanReport before, ScanReport after)
    {
        var changes = new List<FindingChange>();
        var (old, current) = (before.Findings.ToList(), after.Findings.ToList());
        Match(old, current, finding => finding.Fingerprint, (was, now) => changes.Add(new FindingChange(ChangeKind.Same, now, was)));

        // The fingerprint is that of the images, so that a group that grew has another. The rule and the class are the same.
        Match(old, current, finding => (finding.Rule, finding.Class), (was, now) => changes.Add(new FindingChange(ChangeKind.Changed, now, was)));

        var (ranBefore, ranAfter) = (Completed(before), Completed(after));
        changes.AddRange(current.Select(finding => new FindingChange(ChangeKind.New, finding, null) { IsFirstLook = !ranBefore.Contains(finding.Rule) }));
        var accepted = after.Suppressed.Select(item => item.Finding.Fingerprint).ToHashSet(StringComparer.Ordinal);
        changes.AddRange(old.Select(finding => new FindingChange(
            accepted.Contains(finding.Fingerprint) ? ChangeKind.Accepted : ranAfter.Contains(finding.Rule) ? ChangeKind.Fixed : ChangeKind.NotLookedAt,
            finding,
            finding)));
        return
        [
            .. changes
                .OrderBy(change => change.Kind)
                .ThenByDescending(change => change.Finding.Level)
                .ThenBy(change => FindingOrder.PlaceOf(change.Finding.Rule))
                .ThenBy(change => change.Finding.Rule, StringComparer.Ordinal)
                .ThenBy(change => change.Finding.Class, StringComparer.Ordinal)
                .ThenBy(change => change.Finding.Fingerprint, StringComparer.Ordinal),
        ];
    }

    /// <summary>Takes the findings that have the same key out of both lists, in pairs.</summary>
    private static void Match<TKey>(List<ScanReport.FindingPart> old, List<ScanReport.FindingPart> current, Func<ScanReport.FindingPart, TKey> keyOf, Action<ScanReport.FindingPart, ScanReport.FindingPart> take)
        where TKey : notnull
    {
        var waiting = old.GroupBy(keyOf).ToDictionary(group => group.Key, group => new Queue<ScanReport.FindingPart>(group));
        var gone = new HashSet<ScanReport.FindingPart>(ReferenceEqualityComparer.Instance);
        current.RemoveAll(finding =>
        {
            if (!waiting.TryGetValue(keyOf(finding), out var queue) || !queue.TryDequeue(out var was))
                return false;

            gone.Add(was);
            take(was, finding);
            return true;
        });
        old.RemoveAll(gone.Contains);
    }

    private static HashSet<string> Completed(ScanReport report) =>
        report.Rules.Where(rule => rule.Status == RuleStatus.Completed).Select(rule => rule.Id).ToHashSet(StringComparer.Ordinal);
}
