using System.Globalization;
using System.Text.RegularExpressions;
using DatasetGuard.Benchmarks.Triggers;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Rules.Surrogates;
using DatasetGuard.Detection.Rules.Triggers;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.RedTeam.Drills;

namespace DatasetGuard.Benchmarks.Backdoors;

/// <summary>Plants each trigger in each set, scans at depth standard, and writes what was caught and whether the attack works as a Markdown table.</summary>
internal static class BackdoorStudy
{
    private const int Jobs = 2;

    /// <param name="data">Folder with the archives.</param>
    /// <param name="output">The table.</param>
    /// <param name="sets">Names of sets; all when empty.</param>
    /// <param name="seeds">Each cell is run with each of them.</param>
    /// <param name="only">Cells whose text matches; <c>clean</c> stands for the clean runs.</param>
    public static void Run(string data, TextWriter output, string[] sets, int[] seeds, Regex only)
    {
        LibTorch.EnsureLoaded();
        foreach (var name in sets.Length > 0 ? sets : [.. BackdoorPlan.Sets])
        {
            var set = StudySet.Load(data, name);
            output.WriteLine($"## {name} ({set.Images.Count:N0} images, {set.Classes.Count} classes)\n");
            RunClean([.. set.CleanVariants().Where(variant => !variant.Name.EndsWith("random labels", StringComparison.Ordinal) && only.IsMatch($"clean {variant.Name}"))], output);
            RunCells(set, [.. BackdoorPlan.Cells.Where(cell => only.IsMatch(cell.ToString()))], seeds, output);
        }
    }

    private static void RunClean(StudySet[] variants, TextWriter output)
    {
        if (variants.Length == 0)
            return;

        output.WriteLine("| clean | images | errors | warnings | seconds |\n|---|---|---|---|---|");
        foreach (var variant in variants)
        {
            var (result, seconds) = Scan(StudyCell.Clean(variant), 0);
            output.WriteLine($"| {variant.Name} | {variant.Images.Count:N0} | {Ids(result, FindingLevel.Error)} | {Ids(result, FindingLevel.Warning)} | {seconds:F0} |");
            output.Flush();
        }

        output.WriteLine();
    }

    private static void RunCells(StudySet set, StudyCell[] cells, int[] seeds, TextWriter output)
    {
        if (cells.Length == 0)
            return;

        output.WriteLine("| trigger | seed | attack success, colours | with high-pass | caught by | named else | precision | recall | seconds |\n|---|---|---|---|---|---|---|---|---|");
        foreach (var (cell, seed) in from cell in cells from seed in seeds select (cell, seed))
        {
            var (result, seconds) = Scan(cell.Apply(set, seed), seed);
            var targets = cell.TargetsOf(set, seed).Select(target => set.Classes[target]).ToHashSet();
            var errors = result.Findings.Where(finding => finding.Level == FindingLevel.Error).ToArray();
            var right = errors.Where(finding => targets.Contains(finding.Class!)).ToArray();
            var listed = right.SelectMany(finding => finding.Samples).Select(flagged => flagged.Sample.Id).ToHashSet();
            var poison = result.Dataset.Samples.Count(sample => sample.Id.EndsWith('p'));
            var hits = listed.Count(id => id.EndsWith('p'));
            var colours = AttackTrials.Measure(set, cell, seed, new TrialNetwork(hasHighPass: false));
            var withHighPass = AttackTrials.Measure(set, cell, seed, new TrialNetwork(hasHighPass: true));
            output.WriteLine(
                $"| {cell} | {seed} | {Share(colours)} | {Share(withHighPass)} | {string.Join(' ', right.Select(finding => finding.RuleId).Distinct())} "
                + $"| {string.Join(' ', errors.Except(right).Select(finding => $"{finding.RuleId} {finding.Class}"))} | {(listed.Count == 0 ? "-" : Share((double)hits / listed.Count))} | {Share((double)hits / poison)} | {seconds:F0} |");
            output.Flush();
        }

        output.WriteLine();
    }

    /// <summary>With the trigger rules and those that train networks.</summary>
    public static (ScanResult Result, double Seconds) Scan(IDatasetReader reader, int seed)
    {
        IRule[] rules = [new StaticTriggerRule(), new SurrogateRule()];
        var options = new ScanOptions { Jobs = Jobs, Depth = ScanDepth.Standard, Seed = seed };
        var started = TimeProvider.System.GetTimestamp();
        var result = new Scanner(rules, options, SilentProgress.Instance).Run([reader.Format], [reader], default);
        if (result.Gate.Verdict == Verdict.Incomplete)
            throw new InvalidOperationException(string.Join(' ', result.Rules.Select(run => run.Reason).Where(reason => reason is not null)));

        return (result, TimeProvider.System.GetElapsedTime(started).TotalSeconds);
    }

    private static string Ids(ScanResult result, FindingLevel level)
    {
        var ids = result.Findings.Where(finding => finding.Level == level).Select(finding => finding.RuleId).ToArray();
        return ids.Length == 0 ? "0" : $"{ids.Length} ({string.Join(' ', ids.Distinct())})";
    }

    /// <summary>Success, and in brackets that of a change which was not trained: where classes are hardly learned, that is no less.</summary>
    private static string Share(AttackSuccess success) => $"{Share(success.Seen.Share ?? double.NaN)} ({Share(success.Control.Share ?? double.NaN)})";

    private static string Share(double share) => share.ToString("F2", CultureInfo.InvariantCulture);
}
