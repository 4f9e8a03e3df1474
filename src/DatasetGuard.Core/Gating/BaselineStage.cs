using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Gating;

/// <summary>Makes a baseline of a scan, and takes what a baseline accepts out of the findings of the next.</summary>
public static class BaselineStage
{
    /// <summary>Notes of a list that are told; the others are in the file.</summary>
    private const int MaxNotes = 3;

    /// <param name="result">A scan in which no rule failed; what its suppressions accept needs no entry.</param>
    /// <param name="previous">Gives the notes of what it accepted already, and the entries of rules that did not run; null without one.</param>
    public static Baseline Create(ScanResult result, Baseline? previous)
    {
        var notes = (previous?.Entries ?? []).ToDictionary(entry => entry.Fingerprint, entry => entry.Note, StringComparer.Ordinal);
        var entries = Units(result.Findings)
            .GroupBy(unit => unit.Fingerprint, StringComparer.Ordinal)
            .Select(group => new BaselineEntry(
                group.First().RuleId,
                group.First().Class,
                group.Sum(unit => unit.Samples.Count),
                group.Key,
                notes.GetValueOrDefault(group.Key) ?? group.First().Title));
        var notRun = result.Rules.Where(run => run.Status != RuleStatus.Completed).Select(run => run.Rule.Id).ToHashSet(StringComparer.Ordinal);
        var kept = (previous?.Entries ?? []).Where(entry => notRun.Contains(entry.Rule));
        return new Baseline
        {
            ToolVersion = result.ToolVersion,
            DatasetDigest = result.Dataset.Digest,
            DatasetSamples = result.Dataset.Samples.Count,
            Entries = [.. entries.Concat(kept)
                .OrderBy(entry => entry.Rule, StringComparer.Ordinal)
                .ThenBy(entry => entry.Class, StringComparer.Ordinal)
                .ThenBy(entry => entry.Fingerprint, StringComparer.Ordinal)],
        };
    }

    public static ScanResult Apply(ScanResult result, Baseline baseline)
    {
        var counts = Units(result.Findings).GroupBy(unit => unit.Fingerprint, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(unit => unit.Samples.Count), StringComparer.Ordinal);
        var entries = baseline.Entries
            .Where(entry => counts.GetValueOrDefault(entry.Fingerprint, int.MaxValue) <= entry.Samples)
            .ToDictionary(entry => entry.Fingerprint, StringComparer.Ordinal);
        var left = new List<Finding>();
        var accepted = new List<AcceptedFinding>();
        foreach (var finding in result.Findings)
        {
            var notes = new List<string>();
            var parts = RuleDescriptor.IsAboutRun(finding.RuleId) ? new FindingParts(null, finding) : Split(finding, entries, notes, result);
            if (parts.Accepted is { } hidden)
                accepted.Add(new AcceptedFinding(hidden, AcceptedBy.Baseline, Reason(notes)));
            if (parts.Left is { } shown)
                left.Add(shown);
        }

        var notRun = result.Rules.Where(run => run.Status != RuleStatus.Completed).Select(run => run.Rule.Id).ToHashSet(StringComparer.Ordinal);
        return result.Judged(left, result.Suppressed.Concat(accepted), result.Rules) with
        {
            HasBaseline = true,
            StaleBaselineEntries = baseline.Entries.Count(entry => !counts.ContainsKey(entry.Fingerprint) && !notRun.Contains(entry.Rule)),
        };
    }

    /// <summary>
    /// What one entry accepts: a group as a whole, so that it is reported again when an image joins it; of a list each content alone, so that
    /// only the next file is reported.
    /// </summary>
    private static IEnumerable<Finding> Units(IEnumerable<Finding> findings) => findings.Where(finding => !RuleDescriptor.IsAboutRun(finding.RuleId)).SelectMany(finding => finding.IsList
        ? finding.Samples.Select(flagged => finding with { Samples = [flagged] })
        : [finding]);

    private static FindingParts Split(Finding finding, Dictionary<string, BaselineEntry> entries, List<string> notes, ScanResult result)
    {
        bool Accepts(string fingerprint)
        {
            if (!entries.TryGetValue(fingerprint, out var entry))
                return false;

            notes.Add(entry.Note);
            return true;
        }

        if (!finding.IsList)
            return Accepts(finding.Fingerprint) ? new FindingParts(finding, null) : new FindingParts(null, finding);

        return FindingParts.Of(finding, flagged => Accepts((finding with { Samples = [flagged] }).Fingerprint), result.Dataset);
    }

    private static string Reason(List<string> notes)
    {
        var distinct = notes.Distinct(StringComparer.Ordinal).ToList();
        return string.Join("; ", distinct.Take(MaxNotes)) + (distinct.Count > MaxNotes ? $"; and {distinct.Count - MaxNotes:N0} notes more" : "");
    }
}
