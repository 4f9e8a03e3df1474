using System.Globalization;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Benchmarks.Triggers;

/// <summary>What the trigger rules say of a few classes by themselves, which say little of what is natural: clean ones, and with triggers.</summary>
internal static class FewClassesStudy
{
    private const int Jobs = 2;
    private const int Fewest = 2, Most = 6;

    private const double PoisonRate = 0.05;

    private static readonly string[] Sets = ["cifar", "mnist", "fashion", "flowers", "gtsrb"];
    private static readonly string[] Triggers = ["checker", "white", "blend:0.1", "sin:20:6:0"];

    /// <param name="data">Folder with the archives.</param>
    /// <param name="output">The table, a row for a set and a number of classes.</param>
    /// <param name="sets">Names of sets; those of the plan when empty.</param>
    /// <param name="seeds">Each draws the classes once for each number.</param>
    public static void Run(string data, TextWriter output, string[] sets, int[] seeds)
    {
        LibTorch.EnsureLoaded();
        output.WriteLine($"| set | classes | draws | with errors | with warnings | highest score | which errors | caught (+ warned of) of {string.Join(", ", Triggers)} |\n|---|---|---|---|---|---|---|---|");
        foreach (var name in sets.Length > 0 ? sets : Sets)
        {
            var set = StudySet.Load(data, name);
            for (var count = Fewest; count <= Math.Min(Most, set.Classes.Count - 1); count++)
            {
                var drawn = seeds.Select(seed => set.DrawClasses(count, seed)).ToArray();
                var draws = drawn.Select(draw => (draw.Name, Run: StudyRun.Analyse(StudyCell.Clean(draw), Jobs))).ToArray();
                var caught = Triggers.Select(trigger => Caught(drawn.Zip(seeds).Select(draw => Poisoned(draw.First, new StudyCell(trigger, PoisonRate), draw.Second))));
                var errors = draws.Where(draw => draw.Run.Verdicts.Any(verdict => verdict.IsTrigger)).ToArray();
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {name} | {count} | {draws.Length} | {errors.Length} | {draws.Count(draw => draw.Run.Suspicions.Count > 0)} | {draws.Max(draw => draw.Run.Verdicts.Max(verdict => verdict.Best.Score)):F2} | {string.Join("; ", errors.Select(draw => draw.Name))} | {string.Join(", ", caught)} |"));
                output.Flush();
            }
        }
    }

    private static (StudyRun Run, int Target) Poisoned(StudySet set, StudyCell cell, int seed) =>
        (StudyRun.Analyse(cell.Apply(set, seed), Jobs), cell.TargetsOf(set, seed)[0]);

    /// <summary>How often the poisoned class is an error, and how often else a warning.</summary>
    private static string Caught(IEnumerable<(StudyRun Run, int Target)> outcomes)
    {
        var all = outcomes.ToArray();
        var warned = all.Count(outcome => outcome.Run.IsSuspected(outcome.Target));
        return $"{all.Count(outcome => outcome.Run.IsCaught(outcome.Target))}{(warned > 0 ? $" + {warned}" : "")}";
    }
}
