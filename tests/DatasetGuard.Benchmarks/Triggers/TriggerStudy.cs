using System.Globalization;
using System.Text.RegularExpressions;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Benchmarks.Triggers;

/// <summary>Plants each trigger in each set, analyses all classes, and writes what was found as a Markdown table.</summary>
internal static class TriggerStudy
{
    private const int Jobs = 2;
    private const int DevelopmentSeeds = 3;

    /// <param name="data">Folder with the archives.</param>
    /// <param name="output">The table.</param>
    /// <param name="sets">Names of sets; all when empty.</param>
    /// <param name="only">Cells whose text matches; <c>clean</c> stands for the clean runs.</param>
    public static void Run(string data, TextWriter output, string[] sets, Regex only)
    {
        LibTorch.EnsureLoaded();
        foreach (var name in sets.Length > 0 ? sets : [.. StudyPlan.Development, .. StudyPlan.HeldOut, "dogcat@224", "antsbees"])
        {
            var set = StudySet.Load(data, name);
            output.WriteLine($"## {name} ({set.Images.Count:N0} images, {set.Classes.Count} classes)\n");
            if (only.IsMatch("clean"))
                RunClean(set, output);

            int[] seeds = StudyPlan.HeldOut.Contains(name) ? [4] : [.. Enumerable.Range(1, DevelopmentSeeds)];
            var cells = name == "antsbees" ? [] : StudyPlan.CellsOf(name).Where(cell => only.IsMatch(cell.ToString())).ToArray();
            if (cells.Length > 0)
                RunCells(set, cells, seeds, output);
        }
    }

    private static void RunClean(StudySet set, TextWriter output)
    {
        output.WriteLine("| clean | images | three highest scores | alarms | suspicions |\n|---|---|---|---|---|");
        foreach (var variant in set.CleanVariants())
        {
            var run = StudyRun.Analyse(StudyCell.Clean(variant), Jobs);
            var top = string.Join(", ", run.Verdicts.Take(3).Select(verdict => $"{verdict.Best.Score:F2} ({verdict.Best.Stage.ToString().ToLowerInvariant()}, {verdict.Best.Group.Length})"));
            output.WriteLine($"| {variant.Name} | {variant.Images.Count:N0} | {top} | {run.Verdicts.Count(verdict => verdict.IsTrigger)} | {run.Suspicions.Count} |");
            output.Flush();
        }

        output.WriteLine();
    }

    private static void RunCells(StudySet set, StudyCell[] cells, int[] seeds, TextWriter output)
    {
        output.WriteLine("| trigger | poisoned | caught | suspected | score | AUC | precision | recall | other alarms |\n|---|---|---|---|---|---|---|---|---|");
        var (caught, total, precisions, recalls) = (0, 0, new List<double>(), new List<double>());
        foreach (var cell in cells)
        {
            var outcomes = seeds.SelectMany(seed => Outcomes(set, cell, seed)).ToArray();
            var hits = outcomes.Where(outcome => outcome.IsCaught).ToArray();
            output.WriteLine(
                $"| {cell} | {outcomes[0].Poisoned} | {hits.Length} of {outcomes.Length} | {outcomes.Count(outcome => outcome.IsSuspected)} | {Range(outcomes.Select(outcome => outcome.Score))} "
                + $"| {Range(outcomes.Select(outcome => outcome.Auc))} | {Range(hits.Select(outcome => outcome.Precision))} | {Range(hits.Select(outcome => outcome.Recall))} "
                + $"| {outcomes.Max(outcome => outcome.OtherAlarms)} |");
            output.Flush();
            (caught, total) = (caught + hits.Length, total + outcomes.Length);
            precisions.AddRange(hits.Select(outcome => outcome.Precision));
            recalls.AddRange(hits.Select(outcome => outcome.Recall));
        }

        output.WriteLine($"\n{caught} of {total} caught; lists: median precision {Median(precisions):F3} (lowest {precisions.DefaultIfEmpty().Min():F2}), median recall {Median(recalls):F3} (lowest {recalls.DefaultIfEmpty().Min():F2}).\n");
    }

    private static IEnumerable<Outcome> Outcomes(StudySet set, StudyCell cell, int seed)
    {
        var targets = cell.TargetsOf(set, seed);
        var run = StudyRun.Analyse(cell.Apply(set, seed), Jobs);
        var others = run.Verdicts.Count(verdict => verdict.IsTrigger && !targets.Contains(verdict.Best.Class));
        foreach (var target in targets)
        {
            var verdict = run.Of(target);
            var (precision, recall) = run.List(target);
            yield return new Outcome(run.IsCaught(target), run.IsSuspected(target), verdict?.Best.Score ?? 0, run.Auc(target), precision, recall, run.Poison.GetValueOrDefault(target)?.Count ?? 0, others);
        }
    }

    private static double Median(List<double> values) => values.Count == 0 ? double.NaN : values.Order().ElementAt(values.Count / 2);

    private static string Range(IEnumerable<double> values)
    {
        var all = values.Where(double.IsFinite).ToArray();
        if (all.Length == 0)
            return "-";

        var (low, high) = (all.Min().ToString("F2", CultureInfo.InvariantCulture), all.Max().ToString("F2", CultureInfo.InvariantCulture));
        return low == high ? low : $"{low} to {high}";
    }

    private sealed record Outcome(bool IsCaught, bool IsSuspected, double Score, double Auc, double Precision, double Recall, int Poisoned, int OtherAlarms);
}
