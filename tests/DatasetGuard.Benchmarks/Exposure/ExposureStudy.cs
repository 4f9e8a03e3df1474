using System.Text.RegularExpressions;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Benchmarks.Exposure;

/// <summary>What recipes of training give away of the members, without and with attacks that amplify it, as a Markdown table.</summary>
internal static class ExposureStudy
{
    private const string Head =
        "| recipe | attack | seed | accuracy | of the target | AUC | of the target | worst class | calibrated AUC | of the target | found at 1 %, M_mem | calibrated | frogs | epoch | seconds |";

    private const string CurveHead = "| recipe | attack | seed | epoch | training loss | accuracy | of the target | AUC | of the target | worst class | calibrated AUC | of the target | found at 1 %, M_mem | calibrated |";

    /// <param name="data">Folder with the archives.</param>
    /// <param name="output">The table.</param>
    /// <param name="choice">What of it.</param>
    public static void Run(string data, TextWriter output, ExposureChoice choice)
    {
        LibTorch.EnsureLoaded();
        foreach (var name in choice.Sets.Length > 0 ? choice.Sets : ["cifar", "fashion"])
        {
            var set = ExposureData.Load(data, name, choice.Size);
            var shape = NetworkShape.Classifier(set.Images.Channels, Math.Min(set.Images.Height, set.Images.Width), 1, set.Classes);
            var head = choice.HasCurve ? CurveHead : Head;
            output.WriteLine($"## {name} ({set.Members.Length:N0} members, {set.NonMembers.Length:N0} others, {set.Classes} classes)\n");
            output.WriteLine($"{head}\n{Regex.Replace(head, @"[^|]+", "---", RegexOptions.NonBacktracking)}");
            var runs = Runs(set, shape, choice).AsParallel().AsOrdered().WithDegreeOfParallelism(Environment.ProcessorCount).WithMergeOptions(ParallelMergeOptions.NotBuffered);
            foreach (var lines in runs.Select(run => choice.HasCurve ? run.Curve() : run.Row()))
            {
                output.WriteLine(lines);
                output.Flush();
            }

            output.WriteLine();
        }
    }

    private static IEnumerable<ExposureRun> Runs(ExposureData set, NetworkShape shape, ExposureChoice choice)
    {
        var references = choice.Seeds.ToDictionary(seed => seed, seed => new Lazy<ReferenceOdds>(() => ReferenceOdds.Of(set, shape, seed)));
        var moved = choice.Seeds.ToDictionary(seed => seed, seed => new Lazy<ByteImages>(() => CleanLabelPoisons.Make(set, shape, seed)));
        return
            from attack in Enum.GetValues<ExposureAttack>()
            from recipe in ExposureRecipe.All(Math.Min(set.Images.Height, set.Images.Width), turns: set.Images.Channels == 3)
            where choice.Only.IsMatch($"{recipe.Name}, {ExposureRun.NameOf(attack)}")
            from seed in choice.Seeds
            select new ExposureRun(set, shape, recipe, attack, seed, () => Images(set, attack, seed, moved[seed]), references[seed]);
    }

    private static TrainingImages Images(ExposureData set, ExposureAttack attack, int seed, Lazy<ByteImages> moved) => attack switch
    {
        ExposureAttack.None => set.Clean(),
        ExposureAttack.DirtyLabel => set.DirtyLabel(seed),
        _ => set.CleanLabel(moved.Value),
    };
}
