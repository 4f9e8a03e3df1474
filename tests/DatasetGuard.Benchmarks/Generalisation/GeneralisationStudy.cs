using System.Text.RegularExpressions;
using DatasetGuard.Benchmarks.Backdoors;
using DatasetGuard.Benchmarks.Triggers;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.RedTeam.Drills;

namespace DatasetGuard.Benchmarks.Generalisation;

/// <summary>Whether networks answer to relatives of a trigger that they never saw: the study that the report proposes in sections 3.2 and 4.1.</summary>
/// <remarks>
/// Each cell trains one network on nine tenths of the images, and tries it on the others: with a trigger as in training, with an unseen
/// relative, with the control, and as they are. Cells run side by side, each on one thread, and are written in order.
/// </remarks>
internal static class GeneralisationStudy
{
    private const int LargeWidening = 2;

    private static readonly (string Name, string Trigger)[] Families =
    [
        ("homogeneous class (shapes)", "shape"),
        ("same distribution (noise)", "noise:10"),
        ("frequency (waves)", "freq:20"),
        ("spatial (corners)", "corner"),
    ];

    private static readonly double[] Rates = [0.003, 0.01, 0.03, 0.1];

    /// <param name="data">Folder with the archives.</param>
    /// <param name="output">The tables.</param>
    /// <param name="sets">CIFAR-10 and MNIST when empty.</param>
    /// <param name="seeds">Each cell is run with each of them.</param>
    /// <param name="only">Cells whose row's beginning matches.</param>
    /// <param name="figures">A folder for one picture a family; null for none.</param>
    public static void Run(string data, TextWriter output, string[] sets, int[] seeds, Regex only, string? figures)
    {
        LibTorch.EnsureLoaded();
        List<GeneralisationRow> all = [];
        foreach (var name in sets.Length > 0 ? sets : ["cifar", "mnist"])
        {
            var set = StudySet.Load(data, name);
            output.WriteLine($"## {name} ({set.Images.Count:N0} images, {set.Classes.Count} classes)\n\n{GeneralisationRow.Head}");
            var cells = from family in Families from isLarge in (bool[])[false, true] from rate in Rates from seed in seeds select (family, isLarge, rate, seed);
            var rows = cells
                .Where(cell => only.IsMatch($"{cell.family.Trigger}, {(cell.isLarge ? "large" : "small")}, {cell.rate}"))
                .AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.NotBuffered)
                .Select(cell => new GeneralisationRow(name, cell.family.Name, cell.family.Trigger, cell.rate, cell.isLarge, cell.seed, Measure(set, new StudyCell(cell.family.Trigger, cell.rate), cell.seed, cell.isLarge)));
            foreach (var row in rows)
            {
                output.WriteLine(row);
                output.Flush();
                all.Add(row);
            }

            output.WriteLine();
        }

        if (figures is null)
            return;

        Directory.CreateDirectory(figures);
        foreach (var family in all.GroupBy(row => (row.Set, row.Trigger)))
            File.WriteAllBytes(Path.Combine(figures, $"generalisation-{family.Key.Set}-{family.Key.Trigger.Split(':')[0]}.png"), GeneralisationFigure.Draw([.. family]));
    }

    private static AttackSuccess Measure(StudySet set, StudyCell cell, int seed, bool isLarge) =>
        AttackTrials.Measure(set, cell, seed, new TrialNetwork(hasHighPass: false, isLarge ? LargeWidening : 1));
}
