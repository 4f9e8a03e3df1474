using System.Globalization;
using System.Text.RegularExpressions;
using DatasetGuard.Learning.Membership;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Benchmarks.Exposure;

/// <summary>What recipes of training give away of the members, without and with an attack that amplifies it, as a Markdown table.</summary>
internal static class ExposureStudy
{
    private const int References = 2;
    private const int ReferenceEpochs = 8;

    /// <param name="data">Folder with the archives.</param>
    /// <param name="output">The table.</param>
    /// <param name="sets">Names of sets; all when empty.</param>
    /// <param name="seeds">Each row is run with each of them.</param>
    /// <param name="only">Rows whose text matches, as "the default, attacked".</param>
    public static void Run(string data, TextWriter output, string[] sets, int[] seeds, Regex only)
    {
        LibTorch.EnsureLoaded();
        foreach (var name in sets.Length > 0 ? sets : ["cifar", "fashion"])
        {
            var set = ExposureData.Load(data, name);
            var rows =
                from isAttacked in (bool[])[false, true]
                from recipe in ExposureRecipe.All(Math.Min(set.Images.Height, set.Images.Width), turns: set.Images.Channels == 3)
                where only.IsMatch(isAttacked ? $"{recipe.Name}, attacked" : recipe.Name)
                from seed in seeds
                select (recipe, isAttacked, seed);
            output.WriteLine($"## {name} ({set.Members.Length:N0} members, {set.NonMembers.Length:N0} others, {set.Classes} classes)\n");
            output.WriteLine("| recipe | attack | seed | accuracy | of the target | AUC | of the target | worst class | calibrated AUC | of the target | found at 1 %, M_mem | calibrated | epoch | seconds |");
            output.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
            var references = seeds.ToDictionary(seed => seed, seed => new Lazy<double[][]>(() => ReferenceOdds(set, seed)));
            var runs = rows.AsParallel().AsOrdered().WithDegreeOfParallelism(Environment.ProcessorCount).WithMergeOptions(ParallelMergeOptions.NotBuffered);
            foreach (var row in runs.Select(row => Row(set, row.recipe, row.isAttacked, row.seed, references[row.seed].Value)))
            {
                output.WriteLine(row);
                output.Flush();
            }

            output.WriteLine();
        }
    }

    private static string Row(ExposureData set, ExposureRecipe how, bool isAttacked, int seed, double[][] references)
    {
        var started = TimeProvider.System.GetTimestamp();
        var images = set.Training(isAttacked, seed);
        var recipe = how.Recipe with { Seed = seed };
        var shape = Shape(set);
        if (how.IsStrong)
            images = images with { Targets = CrossFitting.Teach(shape, images, [.. Enumerable.Range(0, images.Images.Count)], recipe, _ => { }, default) };

        using var stage = new TrainingStage(shape, images, recipe);
        stage.Run(_ => { }, _ => { }, default);
        using var network = stage.BestNetwork();
        var (inside, outside) = (Answers.Of(network, set, set.Members), Answers.Of(network, set, set.NonMembers));
        var exposure = Measure(inside.Scored(inside.Mmem), outside.Scored(outside.Mmem), seed);
        var calibrated = Measure(inside.Scored(Minus(inside.Odds, references[0])), outside.Scored(Minus(outside.Odds, references[1])), seed);
        return $"| {how.Name} | {(isAttacked ? "amplification" : "none")} | {seed} | {Percent(outside.Accuracy())} | {Percent(outside.Accuracy(ExposureData.Target))} "
            + $"| {Share(exposure.Auc)} | {Share(OfTarget(exposure))} | {Share(exposure.WorstClass?.Auc)} | {Share(calibrated.Auc)} | {Share(OfTarget(calibrated))} "
            + $"| {Percent(exposure.AtOnePercent.TruePositiveRate)} | {Percent(calibrated.AtOnePercent.TruePositiveRate)} | {stage.BestEpoch + 1} | {TimeProvider.System.GetElapsedTime(started).TotalSeconds:F0} |";
    }

    /// <summary>The mean log-odds of models that were trained on other images: how hard each member and each other image is (Watson, Guo, Cormode and Sablayrolles, ICLR 2022).</summary>
    private static double[][] ReferenceOdds(ExposureData set, int seed)
    {
        var sums = new[] { new double[set.Members.Length], new double[set.NonMembers.Length] };
        for (var i = 0; i < References; i++)
        {
            var recipe = new TrainingRecipe { Loss = new LossPlan(TrainingLoss.CrossEntropy), Epochs = ReferenceEpochs, Seed = (1000 * seed) + i };
            using var stage = new TrainingStage(Shape(set), set.ForReference(), recipe);
            stage.Run(_ => { }, _ => { }, default);
            using var network = stage.BestNetwork();
            foreach (var (sum, rows) in sums.Zip([set.Members, set.NonMembers]))
            {
                var odds = Answers.Of(network, set, rows).Odds;
                for (var row = 0; row < sum.Length; row++)
                    sum[row] += odds[row] / References;
            }
        }

        return sums;
    }

    private static NetworkShape Shape(ExposureData set) =>
        NetworkShape.Classifier(set.Images.Channels, Math.Min(set.Images.Height, set.Images.Width), 1, set.Classes);

    private static MembershipExposure Measure(ScoredSamples members, ScoredSamples others, int seed) => MembershipExposure.Measure(members, others, seed);

    private static double? OfTarget(MembershipExposure exposure) => exposure.Classes.Single(item => item.Label == ExposureData.Target).Auc;

    private static double[] Minus(double[] odds, double[] reference) => [.. odds.Zip(reference, (own, other) => own - other)];

    private static string Share(double? share) => share?.ToString(".000", CultureInfo.InvariantCulture) ?? "-";

    private static string Percent(double? share) => share is { } value ? (100 * value).ToString("F1", CultureInfo.InvariantCulture) + " %" : "-";

    private sealed record Answers(float[] Logits, int[] Labels)
    {
        public double[] Mmem => MembershipScores.Of<float>(MembershipScore.ModifiedEntropy, Logits, Labels);

        public double[] Odds => MembershipScores.LogOdds<float>(Logits, Labels);

        public static Answers Of(ConvNetwork network, ExposureData set, int[] rows) =>
            new(NetworkJudge.Logits(network, set.Images, rows, jobs: 1, default), Array.ConvertAll(rows, row => set.Labels[row]));

        public ScoredSamples Scored(double[] scores) => new(scores, Labels);

        public double Accuracy(int? label = null)
        {
            var width = Logits.Length / Labels.Length;
            var asked = Enumerable.Range(0, Labels.Length).Where(i => label is null || Labels[i] == label).ToList();
            return asked.Average(i => SoftmaxMeasures.IsCorrect<float>(Logits.AsSpan(i * width, width), Labels[i]) ? 1.0 : 0);
        }
    }
}
