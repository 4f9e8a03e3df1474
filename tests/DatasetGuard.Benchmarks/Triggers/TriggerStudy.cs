using System.Globalization;
using DatasetGuard.Detection.Rules.Triggers;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Benchmarks.Triggers;

internal static class TriggerStudy
{
    public static int Run(string[] args)
    {
        LibTorch.EnsureLoaded();
        var data = args[0];
        var set = Load(data, args[1]);
        foreach (var arg in args[2..])
        {
            if (arg == "clean")
            {
                Show("clean", StudyRun.Analyse(StudyCell.Clean(set), 2), -1);
                continue;
            }

            // trigger@rate[c][@jpeg][@target][@seed]
            var parts = arg.Split('#');
            var cell = new StudyCell(parts[0], double.Parse(parts[1].TrimEnd('c'), CultureInfo.InvariantCulture) / 100, parts[1].EndsWith('c'), parts.Length > 2 ? int.Parse(parts[2], CultureInfo.InvariantCulture) : 0);
            var target = parts.Length > 3 ? int.Parse(parts[3], CultureInfo.InvariantCulture) : 0;
            var seed = parts.Length > 4 ? int.Parse(parts[4], CultureInfo.InvariantCulture) : 0;
            Show(cell.ToString(), StudyRun.Analyse(cell.Apply(set, target, seed), 2), target);
        }

        return 0;
    }

    private static void Show(string name, StudyRun run, int target)
    {
        var (precision, recall) = run.List(target);
        Console.WriteLine($"{name,-28} {run.Time.TotalSeconds:F1}s auc {run.Auc(target):F3} p {precision:F2} r {recall:F2} | {(run.Of(target) is { } v ? Text(v) : "")} || {string.Join(" ; ", run.Verdicts.Where(x => x.Best.Class != target).Take(3).Select(Text))}");
    }

    private static string Text(ClassVerdict verdict)
    {
        var best = verdict.Best;
        return $"{(verdict.IsTrigger ? "ALARM " : "")}c{best.Class} {best.Stage} {best.Place} g{best.Group.Length} dl{best.Factors.Distance:F1} cz{best.Factors.Coherence:F2} LR{best.Factors.Exclusivity:F1} val{best.Factors.Bridge:F2} div{best.Factors.Diversity:F2} S{best.Score:F2}";
    }

    private static StudySet Load(string data, string name) => name switch
    {
        "cifar" => StudySet.Load(name, [Path.Combine(data, "cifar10-train-0.tar")]),
        "cifar40" => StudySet.Load(name, [.. Enumerable.Range(0, 4).Select(i => Path.Combine(data, $"cifar10-train-{i}.tar"))]),
        "mnist" => StudySet.Load(name, [Path.Combine(data, "mnist-train.tar")]),
        "fashion" => Head(StudySet.Load(name, ["/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz"]), 10_000),
        "flowers" => StudySet.Load(name, [Path.Combine(data, "flowers128.tar")]),
        "gtsrb" => StudySet.Load(name, [Path.Combine(data, "gtsrb-tracks.tar")]),
        "dogcat" => StudySet.Load(name, [Path.Combine(data, "photos-dogcat.tar")]),
        "antsbees" => StudySet.Load(name, [Path.Combine(data, "photos-antsbees.tar")]),
        _ => throw new ArgumentException($"Unknown set {name}."),
    };

    private static StudySet Head(StudySet set, int count) => set.Take(set.Name, Enumerable.Range(0, count));
}
