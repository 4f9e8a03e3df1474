using System.Globalization;

namespace DatasetGuard.Learning.Training;

/// <summary>How a model was trained, in the lines of its card: what each part of it does for exposure, and nothing that was not measured.</summary>
internal static class RecipeCard
{
    private const string OnAnswers = "slightly harmful for the answers, and the features themselves give away more with it. Do not publish them.";

    public static string Text(TrainingOutcome outcome)
    {
        var recipe = outcome.Recipe;
        List<string> lines = [outcome.IsStrong
            ? "- Cross-fitted distillation: each image is taught only by networks that never saw it. It cuts exposure most, and costs some accuracy on clean data."
            : Labels(recipe.Loss.Loss)];
        if (outcome.Set.Encoder is { } encoder)
            lines.Add($"- The features were computed once, by the encoder as it is, of pictures that are not changed.{(encoder.Caveat is { } caveat ? $" {caveat}" : "")}");
        if (recipe.Augmentation is { Shift: > 0 } or { Flips: true })
            lines.Add($"- Pictures are moved by up to {recipe.Augmentation.Shift} pixels{(recipe.Augmentation.Flips ? " and turned left to right" : "")} each time they are seen. This lowers exposure.");
        if (recipe.Dropout > 0)
            lines.Add(Invariant($"- Dropout of {recipe.Dropout:0.##} before the last layer. This lowers exposure."));
        if (outcome.PrivacySpent is { } spent)
        {
            lines.Add(Invariant($"- DP-SGD: the gradient of each image was shortened to {spent.ClipNorm:0.###}, and each of {spent.Steps:N0} steps, which took an image with a probability of"));
            lines.Add(Invariant($"  {spent.SamplingRate:0.####}, got normal noise of {spent.NoiseMultiplier:0.###} times that, drawn exactly and added in whole numbers (Canonne et al. 2020): rounding gives nothing away (Mironov 2012)."));
            lines.Add("  Batches, changes of pictures and noise come from a key that was thrown away, not from the seed.");
        }

        lines.Add("- The epoch that is best on the held-out images is kept. This lowers exposure.");
        if (recipe.Loss.IsBeside)
            lines.AddRange(Beside(recipe.Loss));

        lines.Add(Invariant($"- AdamW in batches of {recipe.BatchSize:N0}, {recipe.Epochs:N0} epochs at most, rate up to {recipe.MaxRate:0.####} in one cycle, weight decay {recipe.WeightDecay:0.####}; the moving average of the weights is kept."));
        return string.Join('\n', lines);
    }

    private static string Labels(TrainingLoss loss) => loss switch
    {
        TrainingLoss.Relaxed => "- RelaxLoss (Chen et al. 2022): the cross-entropy is kept at a level instead of brought to nothing. This lowers exposure, and costs accuracy.",
        TrainingLoss.CenterRelaxed => "- Center-based relaxed learning (Fang and Kim 2024): cross-entropy and the distance from the class centers are kept at a level instead of brought to nothing. This lowers exposure.",
        _ => "- Cross-entropy.",
    };

    private static IEnumerable<string> Beside(LossPlan plan)
    {
        var when = plan is { From: 0, To: null, Ramp: 0 } ? ""
            : $" in epochs {plan.From + 1} to {(plan.To is { } to ? $"{to + 1}" : "the last")}{(plan.Ramp > 0 ? $", rising over {plan.Ramp}" : "")}";
        var name = Invariant($"{Title(plan.Loss)} with weight {plan.Weight:0.###}{when}");
        return plan.Loss == TrainingLoss.Margin
            ? [$"- {name}. It parts the classes further in feature space. It does not lower exposure: in measurements it was neutral to", $"  {OnAnswers}"]
            : [$"- {name}. It shapes the features, which then give away more; nothing says that it lowers exposure. Do not publish the features."];
    }

    private static string Title(TrainingLoss loss) => loss switch
    {
        TrainingLoss.Margin => "Margin loss (Wu et al. 2017)",
        TrainingLoss.Contrastive => "Contrastive loss (Hadsell et al. 2006)",
        TrainingLoss.Triplet => "Triplet loss (Schroff et al. 2015)",
        TrainingLoss.NTXent => "NT-Xent loss (Chen et al. 2020)",
        TrainingLoss.NTLogistic => "NT-Logistic loss (Chen et al. 2020)",
        TrainingLoss.SupCon => "Supervised contrastive loss (Khosla et al. 2020)",
        TrainingLoss.Center => "Center loss (Wen et al. 2016)",
        _ => throw new ArgumentOutOfRangeException(nameof(loss), loss, "It does not stand beside cross-entropy."),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
