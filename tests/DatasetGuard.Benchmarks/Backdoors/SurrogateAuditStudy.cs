using System.Globalization;
using System.Text.RegularExpressions;
using DatasetGuard.Benchmarks.Triggers;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Features.Surrogates;
using DatasetGuard.Detection.Verification;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Benchmarks.Backdoors;

/// <summary>Whether triggers that are reversed from the surrogate of a scan would tell more than the scan does: the audit of <c>datasetguard audit</c>, with those of the suspect images that are suspected least.</summary>
internal static class SurrogateAuditStudy
{
    private const int Jobs = 2;

    /// <param name="data">Folder with the archives.</param>
    /// <param name="output">The table.</param>
    /// <param name="sets">Names of sets; all but that of large images when empty.</param>
    /// <param name="seeds">Each cell is run with each of them.</param>
    /// <param name="only">Cells whose text matches; <c>clean</c> stands for the clean runs.</param>
    public static void Run(string data, TextWriter output, string[] sets, int[] seeds, Regex only)
    {
        LibTorch.EnsureLoaded();
        output.WriteLine("| set | trigger | seed | the scan proves | and suspects | reversed: named | suspected | highest score (of the target) | needed | seconds of processor |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var name in sets.Length > 0 ? sets : [.. BackdoorPlan.Sets.Where(set => set != "flowers")])
        {
            var set = StudySet.Load(data, name);
            foreach (var variant in set.CleanVariants().Where(variant => only.IsMatch($"clean {variant.Name}")))
                Write(name, $"clean {variant.Name}", 0, StudyCell.Clean(variant), [], output);
            foreach (var (cell, seed) in from cell in BackdoorPlan.Cells where only.IsMatch(cell.ToString()) from seed in seeds select (cell, seed))
                Write(name, cell.ToString(), seed, cell.Apply(set, seed), [.. cell.TargetsOf(set, seed).Select(target => set.Classes[target])], output);
        }
    }

    private static void Write(string set, string cell, int seed, IDatasetReader reader, string[] targets, TextWriter output)
    {
        var (scanned, _) = BackdoorStudy.Scan(reader, seed);
        string Named(FindingLevel level) => Words(scanned.Findings.Where(finding => finding.Level == level && finding.RuleId == BackdoorFinding.Rule.Id).Select(finding => finding.Class!));
        var before = Environment.CpuUsage.TotalTime;
        var result = Audit(reader, seed);
        var seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        string Of(TriggerVerdict verdict) => Words(result.All.Where(trigger => trigger.Verdict == verdict).Select(trigger => result.Data.Classes[trigger.Target]));
        string Highest(Func<ReversedTrigger, bool> isMeant) => result.Classes.Where(isMeant).Select(trigger => (double?)trigger.Score).Max()?.ToString("F1", CultureInfo.InvariantCulture) ?? "-";
        output.WriteLine(
            $"| {set} | {cell} | {seed} | {Named(FindingLevel.Error)} | {Named(FindingLevel.Warning)} | {Of(TriggerVerdict.Backdoor)} | {Of(TriggerVerdict.Suspect)} "
            + $"| {Highest(_ => true)} ({Highest(trigger => targets.Contains(result.Data.Classes[trigger.Target]))}) | {result.ClassThreshold?.ToString("F1", CultureInfo.InvariantCulture) ?? "-"} | {seconds:F0} |");
        output.Flush();
    }

    private static string Words(IEnumerable<string> classes) => string.Join(' ', classes.Distinct().Order(StringComparer.Ordinal)) is { Length: > 0 } words ? words : "-";

    private static TriggerResult Audit(IDatasetReader reader, int seed)
    {
        var options = new ScanOptions { Jobs = Jobs, Depth = ScanDepth.Deep, Seed = seed };
        using var store = new PixelStore(options.TemporaryFolder);
        var (dataset, views) = new DatasetLoader(store, options, SilentProgress.Instance).Load([reader.Format], [reader], default);
        var rows = ClassRows.Of(dataset);
        using var model = SurrogateModel.Train(new ScanContext(dataset, views, options, SilentProgress.Instance), rows, default);
        var suspicion = Suspicion.Of(model);
        int[] chosen = [.. Enumerable.Range(0, rows.Classes).SelectMany(label => rows.Of(label).OrderBy(row => suspicion[row]).ThenBy(row => row).Take(rows.CountOf(label) / 2).Take(TriggerData.MostPerClass(rows.Classes)))];
        var images = model.Images.Read(chosen, default);
        var data = new TriggerData(dataset, images, Array.ConvertAll(chosen, row => rows.Labels[row]), dataset.Classes) { Usable = rows.Count };
        using var gradients = new NetworkGradients(model.Network, images.Width, images.Height, digest: "");
        return TriggerAudit.Run(data, gradients, new AuditSettings { Seed = seed, Jobs = Jobs }, SilentProgress.Instance, default);
    }
}
