using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Losses;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Training;

/// <summary>Trains the teachers of <see cref="CrossFitTargets"/>: one short run for each fold, on all other folds.</summary>
public static class CrossFitting
{
    /// <summary>Three and five were measured, and hardly differ; with five a teacher sees more.</summary>
    public const int Folds = 5;

    /// <summary>Of a teacher: long enough to know the classes, short enough to take little time.</summary>
    private const int TeacherEpochs = 8;

    /// <param name="shape">Of the teachers.</param>
    /// <param name="images">Whose <see cref="TrainingImages.Training"/> is taught.</param>
    /// <param name="groups">For each of its rows; copies of an image are in one fold.</param>
    /// <param name="recipe">Of the network that will learn from them.</param>
    /// <param name="advanced">Told from several threads how many images more were seen.</param>
    /// <param name="cancellationToken">Stops after the step.</param>
    /// <exception cref="TrainingException">There are too few images.</exception>
    public static CrossFitTargets Teach(
        NetworkShape shape, TrainingImages images, IReadOnlyList<int> groups, TrainingRecipe recipe, Action<int> advanced, CancellationToken cancellationToken)
    {
        int[] labels = Array.ConvertAll(images.Training, row => images.Labels[row]);
        int[] ownGroups = Array.ConvertAll(images.Training, row => groups[row]);
        if (ownGroups.Distinct().Count() < Folds)
            throw new TrainingException($"Strong privacy needs at least {Folds} different images. Use --privacy standard.");

        var targets = new CrossFitTargets(labels, images.Classes, Folds, recipe.Seed, ownGroups);
        var answers = new float[Folds][];
        OneByOne.For(Folds, new ParallelOptions { MaxDegreeOfParallelism = recipe.Jobs, CancellationToken = cancellationToken }, fold =>
        {
            int[] heldOut = [.. targets.HeldOutRows(fold).Select(i => images.Training[i])];
            var others = images with { Training = [.. targets.TrainingRows(fold).Select(i => images.Training[i])], Holdout = heldOut };
            using var teacher = new TrainingStage(shape, others, Recipe(recipe, fold));
            teacher.Run(step => advanced(step.Images), _ => { }, cancellationToken);
            using var network = teacher.BestNetwork();
            answers[fold] = NetworkJudge.Logits(network, images.Images, heldOut, jobs: 1, cancellationToken);
        });

        for (var fold = 0; fold < Folds; fold++)
        {
            var rows = targets.HeldOutRows(fold);
            for (var i = 0; i < rows.Length; i++)
                targets.Teach(fold, rows[i], answers[fold].AsSpan(i * images.Classes, images.Classes));
        }

        return targets;
    }

    /// <summary>How many images the teachers see altogether, about.</summary>
    public static long ImagesSeen(int images) => (long)TeacherEpochs * images * (Folds - 1);

    /// <summary>
    /// Plain cross-entropy, which knows most after so few epochs: what a teacher has learned by heart, it is not asked about. The last epoch is kept, whatever it
    /// says of the held-out fold: a choice among epochs would let its labels in.
    /// </summary>
    private static TrainingRecipe Recipe(TrainingRecipe recipe, int fold) => recipe with
    {
        Epochs = TeacherEpochs,
        Loss = new LossPlan(TrainingLoss.CrossEntropy),
        Dropout = 0,
        Augmentation = Augmentation.None,
        LeastGain = -1,
        Patience = TeacherEpochs,
        Seed = unchecked(recipe.Seed + fold + 1),
        Jobs = 1,
    };
}
