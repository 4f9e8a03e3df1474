using System.Globalization;
using DatasetGuard.Learning.Membership;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Benchmarks.Exposure;

/// <summary>One training of the study.</summary>
/// <param name="Set">What is compared.</param>
/// <param name="Shape">Of the network; group normalisation stands in it where the recipe needs that.</param>
/// <param name="How">The recipe.</param>
/// <param name="Attack">What was added to the members.</param>
/// <param name="Seed">Of the training.</param>
/// <param name="Images">What is trained on.</param>
/// <param name="Reference">For the calibrated attack.</param>
internal sealed record ExposureRun(
    ExposureData Set, NetworkShape Shape, ExposureRecipe How, ExposureAttack Attack, int Seed, Func<TrainingImages> Images, Lazy<ReferenceOdds> Reference)
{
    private string Start => $"| {How.Name} | {NameOf(Attack)} | {Seed} |";

    public static string NameOf(ExposureAttack attack) => attack switch
    {
        ExposureAttack.None => "none",
        ExposureAttack.DirtyLabel => "amplification",
        _ => "clean-label",
    };

    /// <summary>The epoch that is kept. The frogs ask for a network that was trained on what is clean.</summary>
    public string Row()
    {
        _ = Reference.Value;
        var images = Images();
        var started = TimeProvider.System.GetTimestamp();
        using var stage = Stage(images);
        stage.Run(_ => { }, _ => { }, default);
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        using var network = stage.BestNetwork();
        var measured = Measured(network);
        var frogs = Attack == ExposureAttack.None ? Percent(FrogTransfer.Success(network, Set, Seed)) : "-";
        return $"{Start} {measured} | {frogs} | {stage.BestEpoch + 1} | {seconds:F0} |";
    }

    /// <summary>A line for each epoch, of the averaged weights as they stood at its end.</summary>
    public string Curve()
    {
        var lines = new List<string>();
        using var stage = Stage(Images());
        stage.Run(
            _ => { },
            ended =>
            {
                using var network = ended.AveragedNetwork();
                lines.Add($"{Start} {ended.Epochs.Count} | {ended.Epochs[^1].Loss.ToString("F3", CultureInfo.InvariantCulture)} | {Measured(network)} |");
            },
            default);
        return string.Join('\n', lines);
    }

    private TrainingStage Stage(TrainingImages images)
    {
        var recipe = How.Recipe with { Seed = Seed };
        if (How.DropsSuspects)
            images = ScanAndDrop.Apply(images, Seed);
        if (How.IsStrong)
            images = images with { Targets = CrossFitting.Teach(Shape, images, [.. Enumerable.Range(0, images.Images.Count)], recipe, _ => { }, default) };

        return recipe.Privacy is null
            ? new TrainingStage(Shape, images, recipe)
            : new TrainingStage(Shape with { Normalisation = Normalisation.Group }, images, recipe with { BatchSize = TrainingRecipe.PrivateBatchFor(images.Training.Length) });
    }

    private string Measured(ConvNetwork network)
    {
        var (inside, outside) = (ExposureAnswers.Of(network, Set, Set.Members), ExposureAnswers.Of(network, Set, Set.NonMembers));
        var exposure = MembershipExposure.Measure(inside.Scored(inside.Mmem), outside.Scored(outside.Mmem), Seed);
        var calibrated = MembershipExposure.Measure(inside.Scored(Minus(inside.Odds, Reference.Value.Members)), outside.Scored(Minus(outside.Odds, Reference.Value.NonMembers)), Seed);
        string[] cells =
        [
            Percent(outside.Accuracy()), Percent(outside.Accuracy(ExposureData.Target)), Share(exposure.Auc), Share(OfTarget(exposure)), Share(exposure.WorstClass?.Auc),
            Share(calibrated.Auc), Share(OfTarget(calibrated)), Percent(exposure.AtOnePercent.TruePositiveRate), Percent(calibrated.AtOnePercent.TruePositiveRate),
        ];
        return string.Join(" | ", cells);
    }

    private static double? OfTarget(MembershipExposure exposure) => exposure.Classes.Single(item => item.Label == ExposureData.Target).Auc;

    private static double[] Minus(double[] odds, double[] reference) => [.. odds.Zip(reference, (own, other) => own - other)];

    private static string Share(double? share) => share?.ToString(".000", CultureInfo.InvariantCulture) ?? "-";

    private static string Percent(double? share) => share is { } value ? (100 * value).ToString("F1", CultureInfo.InvariantCulture) + " %" : "-";
}
