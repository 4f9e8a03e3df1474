using DatasetGuard.Learning.Membership;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Training.Privacy;

namespace DatasetGuard.Learning.Training;

/// <summary>A model that was trained, and everything that was measured of it.</summary>
public sealed record TrainingOutcome
{
    /// <summary>Of the only attack here.</summary>
    public const string AttackTitle = "M_mem (modified entropy)";

    /// <summary>With fewer members or others nothing is said about exposure: the interval would be wider than what is measured.</summary>
    public const int LeastForExposure = MembershipExposure.LeastPerClass;

    public required ModelDescription Model { get; init; }

    public required IReadOnlyList<SafeTensor> Weights { get; init; }

    public required TrainingRecipe Recipe { get; init; }

    /// <summary>Each image is taught only by networks that never saw it.</summary>
    public required bool IsStrong { get; init; }

    /// <summary>By DP-SGD; null without it.</summary>
    public required PrivacySpent? PrivacySpent { get; init; }

    public required TrainingSet Set { get; init; }

    public required IReadOnlyList<EpochReport> Epochs { get; init; }

    public required int BestEpoch { get; init; }

    /// <summary>Of the kept weights, on the images as they are.</summary>
    public required ClassAccuracy Accuracy { get; init; }

    public required IReadOnlyList<ClassAccuracy> ClassAccuracies { get; init; }

    /// <summary>By M_mem, with what was trained on against the holdout; null where <see cref="ExposureRefusal"/> says why.</summary>
    public required MembershipExposure? Exposure { get; init; }

    public string? ExposureRefusal => Exposure is not null ? null
        : $"Exposure needs {LeastForExposure} images that were trained on and as many that were not, and there are {Accuracy.Trained:N0} and {Accuracy.HeldOut:N0}.";

    /// <summary>Asks the kept network about what it was trained on and what not.</summary>
    /// <param name="stage">Has ended.</param>
    /// <param name="set">What it was trained on.</param>
    /// <param name="recipe">How.</param>
    /// <param name="model">What it is called.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    public static TrainingOutcome Measure(TrainingStage stage, TrainingSet set, TrainingRecipe recipe, ModelDescription model, CancellationToken cancellationToken)
    {
        using var network = stage.BestNetwork();
        int[] members = [.. set.Images.SeenByClass.SelectMany(rows => rows).Order()];
        var (inside, outside) = (Asked(members), Asked(set.Images.Holdout));
        (float[] Logits, int[] Labels) Asked(int[] rows) =>
            (NetworkJudge.Logits(network, set.Images.Images, rows, recipe.Jobs, cancellationToken), Array.ConvertAll(rows, row => set.Images.Labels[row]));

        return new TrainingOutcome
        {
            Model = model,
            Weights = TrainedModel.TensorsOf(network),
            Recipe = recipe,
            IsStrong = set.Images.Targets is not null,
            PrivacySpent = stage.Spent,
            Set = set,
            Epochs = stage.Epochs,
            BestEpoch = stage.BestEpoch,
            Accuracy = ClassAccuracy.Of(inside, outside, label: null),
            ClassAccuracies = [.. Enumerable.Range(0, set.Classes.Count).Select(label => ClassAccuracy.Of(inside, outside, label))],
            Exposure = Math.Min(inside.Labels.Length, outside.Labels.Length) < LeastForExposure
                ? null
                : MembershipExposure.Measure(Scored(inside), Scored(outside), recipe.Seed, cancellationToken),
        };
    }

    private static ScoredSamples Scored((float[] Logits, int[] Labels) asked) =>
        new(MembershipScores.Of<float>(MembershipScore.ModifiedEntropy, asked.Logits, asked.Labels), asked.Labels);
}
