using System.Security.Cryptography;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Auditing;

/// <summary>Trains shadow models, each on one half of the images, and asks them about all.</summary>
internal static class ShadowTraining
{
    private const double HoldoutShare = TrainingSet.HoldoutShare;

    /// <param name="images">Of both sides.</param>
    /// <param name="labels">Class of each.</param>
    /// <param name="groups">Copies of an image have one number, and are in one half.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="plan">How many, and how.</param>
    /// <param name="seed">Decides the halves and the trainings.</param>
    /// <param name="jobs">Models that are trained at the same time.</param>
    /// <param name="advanced">Told from several threads how many images more were seen.</param>
    /// <param name="cancellationToken">Stops after the step.</param>
    /// <returns>For each model its logits of all images, and which of them it has seen: the halves that it was not trained on are whole, with its holdout among the seen.</returns>
    /// <exception cref="TrainingException">There is too little to train on.</exception>
    public static (float[] Logits, bool[] Saw)[] Run(
        INetworkInputs images, int[] labels, int[] groups, int classes, ShadowPlan plan, int seed, int jobs, Action<int> advanced, CancellationToken cancellationToken)
    {
        var shape = plan.Shape ?? ShapeFor((ByteImages)images, classes);
        var halves = Enumerable.Range(0, plan.Count / 2).Select(pair => Half(labels, groups, Streams.For(seed, Streams.Purpose.Shadows, pair))).ToArray();
        var result = new (float[] Logits, bool[] Saw)[plan.Count];
        ParallelWork.For(plan.Count, jobs, Train, cancellationToken);
        return result;

        void Train(int model)
        {
            bool[] saw = [.. halves[model / 2].Select(isFirst => isFirst == (model % 2 == 0))];
            int[] rows = [.. Enumerable.Range(0, labels.Length).Where(row => saw[row])];
            var recipe = plan.Recipe with { Seed = Streams.For(seed, Streams.Purpose.Shadows, plan.Count + model).Next(), Jobs = 1 };
            var data = Parted(images, labels, groups, classes, rows, recipe.Seed);
            if (plan.IsStrong)
                data = data with { Targets = CrossFitting.Teach(shape, data, groups, recipe, advanced, cancellationToken) };

            // An audit repeats itself, and nobody publishes its shadows: their noise may come from the seed.
            using var stage = new TrainingStage(shape, data, recipe, noiseKey: SHA256.HashData(BitConverter.GetBytes(recipe.Seed)));
            stage.Run(step => advanced(step.Images), _ => { }, cancellationToken);
            using var network = stage.BestNetwork();
            result[model] = (NetworkJudge.Logits(network, images, [.. Enumerable.Range(0, labels.Length)], jobs: 1, cancellationToken), saw);
        }
    }

    /// <summary>Images that they see altogether, about.</summary>
    public static long ImagesSeen(int images, ShadowPlan plan) =>
        (long)plan.Count * (images / 2) * plan.Recipe.Epochs + (plan.IsStrong ? plan.Count * CrossFitting.ImagesSeen(images / 2) : 0);

    private static NetworkShape ShapeFor(ByteImages images, int classes) => NetworkShape.Classifier(images.Channels, Math.Min(images.Height, images.Width), widening: 1, classes);

    /// <summary>True for about half of each class.</summary>
    private static bool[] Half(int[] labels, int[] groups, Random random)
    {
        var first = new Dictionary<int, bool>();
        foreach (var ofClass in Enumerable.Range(0, labels.Length).GroupBy(row => labels[row]).OrderBy(rows => rows.Key))
        {
            int[] own = [.. ofClass.Select(row => groups[row]).Distinct().Where(group => !first.ContainsKey(group)).Order()];
            random.Shuffle(own);
            var isFirst = random.Next(2) == 0;
            foreach (var group in own)
            {
                first[group] = isFirst;
                isFirst = !isFirst;
            }
        }

        return Array.ConvertAll(groups, group => first[group]);
    }

    /// <summary>Keeps a tenth away to choose the epoch by, as the training stage does; a class of one image is trained on.</summary>
    private static TrainingImages Parted(INetworkInputs images, int[] labels, int[] groups, int classes, int[] rows, int seed)
    {
        var ofClass = rows.GroupBy(row => labels[row]).ToDictionary(own => own.Key, own => own.Select(row => groups[row]).Distinct().Count());
        int[] parted = [.. rows.Where(row => ofClass[labels[row]] > 1)];
        var (training, heldOut) = StratifiedHoldout.Split(labels, groups, parted, HoldoutShare, seed, label => $"{label + 1}");
        return new TrainingImages
        {
            Images = images,
            Labels = labels,
            Classes = classes,
            Training = [.. training.Concat(rows.Where(row => ofClass[labels[row]] <= 1)).Order()],
            Holdout = heldOut,
        };
    }
}
