using DatasetGuard.Core.Reports.Html.Charts;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Cli.Rendering;

/// <summary><c>train.html</c>: how a training run went, and what its model gives away, to look at.</summary>
internal static class TrainPage
{
    public const string FileName = "train.html";

    private const int MaxClasses = 1_000;

    public static void Write(TrainingOutcome outcome, Stream output)
    {
        using var page = new ChartPage(output, $"Training on {outcome.Model.DatasetRoot}", [("summary", "Summary"), ("epochs", "Epochs"), ("exposure", "Exposure"), ("classes", "Classes")]);
        var (kept, epochs) = (outcome.BestEpoch + 1, outcome.Epochs);
        page.Verdict("summary", PageMood.Plain, "Trained", $"The model is right about {Percent(outcome.Accuracy.OnHeldOut)} of {Prose.Count(outcome.Accuracy.HeldOut, "image")} that it was not trained on.");
        foreach (var line in TrainSummary.Measured(outcome))
            page.Say(line);

        page.Section("epochs", "Epochs");
        page.Chart(Epochs("Loss", $"Of the batches the sum that is minimised, of the held-out images the cross-entropy. Epoch {kept} of {epochs.Count} was kept.", outcome, epoch => epoch.Loss, epoch => epoch.HoldoutLoss, most: null));
        page.Chart(Epochs("Accuracy", $"Where training rises above held out, images are learned by heart. Training is measured while it goes on{(outcome.Set.Encoder is null ? ", on pictures that are moved a little" : "")}.", outcome, epoch => epoch.TrainingAccuracy, epoch => epoch.HoldoutAccuracy, most: 1));
        page.Section("exposure", "Exposure");
        if (outcome.Exposure is { } exposure)
            page.Chart(ExposureCharts.Roc([("M_mem", exposure)]));
        else
            page.Say(outcome.ExposureRefusal!);

        page.Section("classes", "Classes");
        page.Table(Classes(outcome));
        page.End();
    }

    private static LineChart Epochs(string title, string text, TrainingOutcome outcome, Func<EpochReport, double> training, Func<EpochReport, double> holdout, double? most)
    {
        var epochs = outcome.Epochs;
        var high = most ?? epochs.SelectMany(epoch => new[] { training(epoch), holdout(epoch) }).Where(double.IsFinite).DefaultIfEmpty(1).Max() * 1.05;
        var kept = outcome.BestEpoch + 1;
        return new LineChart(
            title,
            text,
            new ChartAxis("epoch", 1, Math.Max(2, epochs.Count)) { IsWhole = true },
            new ChartAxis(title.ToLowerInvariant(), 0, Math.Max(high, 1e-6)),
            [
                new ChartSeries("training", [.. epochs.Select(epoch => (epoch.Epoch + 1.0, training(epoch)))]),
                new ChartSeries("held out", [.. epochs.Select(epoch => (epoch.Epoch + 1.0, holdout(epoch)))]),
                new ChartSeries($"kept: epoch {kept}", [(kept, 0), (kept, high)]) { IsReference = true },
            ]);
    }

    private static HeatTable Classes(TrainingOutcome outcome)
    {
        var exposures = outcome.Exposure?.Classes.ToDictionary(one => one.Label) ?? [];
        return new HeatTable(
            $"Accuracy by class{(outcome.Set.Classes.Count > MaxClasses ? $" (the first {MaxClasses:N0}; train.json has all)" : "")}",
            "Class",
            ["held out", "trained on", "AUC of membership"],
            [
                .. outcome.Set.Classes.Take(MaxClasses).Select((name, label) => (name, (IReadOnlyList<HeatCell>)
                [
                    new HeatCell(outcome.ClassAccuracies[label].OnHeldOut, Percent(outcome.ClassAccuracies[label].OnHeldOut)),
                    new HeatCell(outcome.ClassAccuracies[label].OnTrained, Percent(outcome.ClassAccuracies[label].OnTrained)),
                    new HeatCell(null, exposures.GetValueOrDefault(label)?.Auc is { } auc ? FormattableString.Invariant($"{auc:0.000}") : "not judged"),
                ])),
            ]);
    }

    private static string Percent(double? share) => share is { } known ? Prose.Percent(known) : "none";
}
