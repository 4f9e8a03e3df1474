using System.Globalization;
using System.Text;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Training;

/// <summary><c>model-card.md</c>: what the model is, what was measured of it, and what nobody has looked at.</summary>
public static class ModelCard
{
    public const string FileName = "model-card.md";

    public static void Write(TrainingOutcome outcome, Stream output) => output.Write(Encoding.UTF8.GetBytes(Text(outcome)));

    private static string Text(TrainingOutcome outcome)
    {
        var (model, set) = (outcome.Model, outcome.Set);
        return string.Create(CultureInfo.InvariantCulture, $"""
            # Image classifier

            Trained by datasetguard {Scanner.ToolVersion} on {MarkdownText.Code(model.DatasetRoot)}, seed {model.Seed}.

            | | |
            | --- | --- |
            | Pictures | {model.Width} x {model.Height}, {((model.Encoder?.Channels ?? model.Shape.Channels) == 1 ? "gray" : "colour")} |
            | Network | {Network(model)} |
            | Classes | {set.Classes.Count:N0} |
            | Trained on | {outcome.Accuracy.Trained:N0} images |
            | Held out | {outcome.Accuracy.HeldOut:N0} images{(set.Overlap > 0 ? $"; {set.Overlap:N0} more are trained on as well and did not count" : "")} |
            | Left out | {set.Suspects:N0} that the scan suspects, {set.Unusable:N0} that cannot be decoded or have no class, {set.OtherSplits:N0} of other splits |
            | Scan of the data | {model.ScanVerdict ?? "not known"} |
            | Digest of the data | `{model.DatasetDigest}` |

            ## Accuracy

            {Percent(outcome.Accuracy.OnHeldOut)} of the images that were held out, {Percent(outcome.Accuracy.OnTrained)} of those that were trained on. The held-out images also chose the epoch
            ({outcome.BestEpoch + 1} of {outcome.Epochs.Count}), so the first number is a little too good.

            | class | held out | trained on |
            | --- | ---: | ---: |
            {string.Join('\n', set.Classes.Select((name, i) => $"| {MarkdownText.CodeInCell(name)} | {Percent(outcome.ClassAccuracies[i].OnHeldOut)} | {Percent(outcome.ClassAccuracies[i].OnTrained)} |"))}

            ## What it gives away of its training images

            {Exposure(outcome)}

            {Promise(outcome)}

            ## How it was trained

            {RecipeCard.Text(outcome)}

            """).ReplaceLineEndings("\n");
    }

    private static string Exposure(TrainingOutcome outcome)
    {
        if (outcome.Exposure is not { } exposure)
            return $"Not measured. {outcome.ExposureRefusal}";

        var worst = exposure.WorstClass is { } ofClass
            ? $"The largest of a single class is {ofClass.Auc:0.000}, of {MarkdownText.Code(outcome.Set.Classes[ofClass.Label])}; being the largest of {exposure.Classes.Count:N0}, it is too large by itself."
            : "There are too few images to tell it of single classes.";
        return string.Create(CultureInfo.InvariantCulture, $"""
            By the modified entropy of its answers (Song and Mittal 2021), images that were trained on are told from others with an AUC of {exposure.Auc:0.000}
            (95 % interval {exposure.Interval.Lower:0.000} to {exposure.Interval.Upper:0.000}; 0.5 tells nothing). {worst}
            """);
    }

    private static string Network(ModelDescription model)
    {
        var shape = model.Shape;
        if (model.Encoder is { } encoder)
            return string.Create(CultureInfo.InvariantCulture, $"a linear layer on {shape.Features:N0} features of a frozen encoder, {MarkdownText.CodeInCell(encoder.Name)} (SHA-256 `{encoder.Digest}`), {(shape.Normalisation == Normalisation.Batch ? "of mean 0 and variance 1 over the trained images" : "of mean 0 and variance 1 in each image")}; {shape.Numbers:N0} numbers");

        var residual = shape.Blocks.Count(block => block.IsResidual);
        var blocks = residual == 0 ? $"{shape.Blocks.Count} convolutions" : $"{shape.Blocks.Count - residual} convolutions and {residual} residual blocks";
        return string.Create(CultureInfo.InvariantCulture, $"{blocks}, {(shape.Normalisation == Normalisation.Batch ? "batch" : "group")} normalisation; {shape.Numbers:N0} numbers");
    }

    /// <summary>The attack is no promise; DP-SGD is one, of what it covers.</summary>
    private static string Promise(TrainingOutcome outcome) => outcome.PrivacySpent is not { } spent
        ? """
          This is one attack, which knows the model's answers alone. Attacks that train models of their own see more, above all of single images: no protection follows from a
          low number here.
          """
        : string.Create(CultureInfo.InvariantCulture, $"""
          The weights are ({spent.Epsilon:0.##}, {spent.Delta:0.##E+0})-differentially private (DP-SGD, Abadi et al. 2016; Rényi accountant, Mironov et al. 2019): whatever an attack
          does, one trained image more or less changes what it concludes from them by no more than that. What is not covered: the held-out images, which chose the epoch;
          several images of one person or one scene, for the promise is of a single one; who watches the training itself, its time or its memory; what {TrainingJson.FileName} and this card say of the training images, their digest
          included, so do not publish these with the model{(outcome.Model.Encoder is null ? "" : "; the images that the encoder was trained on, and the choice of the encoder: it must not have seen these images")}{(outcome.Set.Suspects > 0 ? "; and which images the scan left out, for it looked at all of them" : "")}.
          """);

    private static string Percent(double? share) => share is { } known ? string.Create(CultureInfo.InvariantCulture, $"{100 * known:0.0} %") : "none";
}
