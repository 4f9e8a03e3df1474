using System.Globalization;
using System.Text.RegularExpressions;
using DatasetGuard.Detection.Rules.Triggers;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Benchmarks.Triggers;

/// <summary>What changes pictures all over, and from picture to picture: whether images that carry it show as processed alike.</summary>
internal static class TraceStudy
{
    private const int Jobs = 2;
    private const int Seed = 1;
    private static readonly string[] Sets = ["cifar", "cifar-1", "mnist", "fashion", "fashion-4", "flowers"];
    private static readonly string[] Triggers = ["noise:10", "noise:5", "freq:12", "blend:0.1", "adaptive-blend", "shape", "corner", "warp"];
    private static readonly double[] Rates = [0.003, 0.01, 0.03];

    /// <param name="data">Folder with the archives.</param>
    /// <param name="output">The table.</param>
    /// <param name="sets">Names of sets; all when empty.</param>
    /// <param name="only">Cells whose text matches; <c>clean</c> stands for the clean runs.</param>
    public static void Run(string data, TextWriter output, string[] sets, Regex only)
    {
        LibTorch.EnsureLoaded();
        foreach (var name in sets.Length > 0 ? sets : Sets)
        {
            var set = StudySet.Load(data, name);
            output.WriteLine($"## {name} ({set.Images.Count:N0} images, {set.Classes.Count} classes)\n");
            if (only.IsMatch("clean"))
                RunClean(set, output);

            output.WriteLine("| trigger | poisoned | reported | score | precision | recall | other classes reported | DG2201 to DG2203 |\n|---|---|---|---|---|---|---|---|");
            foreach (var cell in CellsOf(name).Where(cell => only.IsMatch(cell.ToString())))
                RunCell(set, cell, output);

            output.WriteLine();
        }
    }

    private static IEnumerable<StudyCell> CellsOf(string set) =>
    [
        .. from trigger in Triggers from rate in Rates select new StudyCell(trigger, rate),
        .. set.StartsWith("cifar", StringComparison.Ordinal) ? Triggers.Select(trigger => new StudyCell(trigger, 0.03, JpegQuality: 75)) : [],
    ];

    private static void RunClean(StudySet set, TextWriter output)
    {
        output.WriteLine("| clean | images | highest score | reported |\n|---|---|---|---|");
        foreach (var variant in set.CleanVariants())
        {
            var groups = StudyRun.Analyse(StudyCell.Clean(variant), Jobs).Processed;
            output.WriteLine($"| {variant.Name} | {variant.Images.Count:N0} | {Number(groups.Select(group => group.Score).DefaultIfEmpty().Max())} | {groups.Count(IsReported)} |");
            output.Flush();
        }

        output.WriteLine();
    }

    private static void RunCell(StudySet set, StudyCell cell, TextWriter output)
    {
        var target = cell.TargetsOf(set, Seed)[0];
        var run = StudyRun.Analyse(cell.Apply(set, Seed), Jobs);
        var poison = run.Poison[target];
        var best = run.Processed.FirstOrDefault(group => group.Class == target);
        var hits = best?.Group.Count(poison.Contains) ?? 0;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {cell} | {poison.Count} | {(best is not null && IsReported(best) ? "yes" : "no")} | {Number(best?.Score ?? 0)} | {(best is null ? "-" : Number((double)hits / best.Group.Length))} | {(best is null ? "-" : Number((double)hits / poison.Count))} ")
            + $"| {run.Processed.Count(group => group.Class != target && IsReported(group))} | {(run.Of(target) is { IsTrigger: true } ? "yes" : "no")} |");
        output.Flush();
    }

    private static bool IsReported(TriggerCandidate group) => group.Score >= TriggerLimits.Default.Traces;

    private static string Number(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
