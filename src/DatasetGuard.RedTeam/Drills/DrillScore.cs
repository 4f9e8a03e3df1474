using DatasetGuard.Core;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;
using DatasetGuard.RedTeam.Poisoning;

namespace DatasetGuard.RedTeam.Drills;

/// <summary>Holds what a scan found against what was poisoned.</summary>
internal static class DrillScore
{
    /// <param name="result">The scan.</param>
    /// <param name="roles">Poison and cover by their names in the dataset as it was read.</param>
    /// <param name="target">The class that the attacker wants.</param>
    /// <param name="clean">The scan without the poison.</param>
    public static DrillRow Of(ScanResult result, IReadOnlyDictionary<string, PoisonRole> roles, string target, CleanScan clean)
    {
        PoisonRole RoleOf(Sample sample) => roles.GetValueOrDefault(sample.Source.Id);
        var samples = result.Dataset.Samples.ToLookup(RoleOf);
        var quarantine = new Quarantine(result);
        Proportion Flagged(PoisonRole role) => new(samples[role].Count(sample => quarantine.Contains(sample.Id)), samples[role].Count());

        bool Catches(Finding finding) => Gate.Fails(finding.Level, result.Gate.FailOn)
            && finding.Class == target
            && !clean.Has(finding.Fingerprint)
            && finding.Samples.Any(flagged => RoleOf(flagged.Sample) == PoisonRole.Poison);

        Finding[] catching = [.. result.Findings.Where(Catches)];
        Sample[] listed = [.. catching.SelectMany(finding => finding.Samples).Select(flagged => flagged.Sample).DistinctBy(sample => sample.Id)];
        var hits = listed.Count(sample => RoleOf(sample) == PoisonRole.Poison);
        return new DrillRow
        {
            ExitCode = result.ExitCode,
            Errors = result.Gate.Errors,
            Warnings = result.Gate.Warnings,
            CaughtBy = [.. catching.Select(finding => finding.RuleId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Resaved = samples[PoisonRole.Poison].Count(sample => sample.Encoding is { } encoding && !clean.Has(encoding.Fingerprint)),
            Covers = samples[PoisonRole.Cover].Count(),
            Found = Flagged(PoisonRole.Poison),
            FalselyFlagged = Flagged(PoisonRole.Clean),
            Precision = new Proportion(hits, listed.Count(sample => RoleOf(sample) != PoisonRole.Cover)),
            Recall = new Proportion(hits, samples[PoisonRole.Poison].Count()),
        };
    }
}
