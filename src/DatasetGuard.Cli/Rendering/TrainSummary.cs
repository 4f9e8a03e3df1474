using DatasetGuard.Core;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Training;
using Spectre.Console;

namespace DatasetGuard.Cli.Rendering;

/// <summary>A training run at the terminal.</summary>
internal static class TrainSummary
{
    public static void Write(TrainingOutcome outcome, ScanResult judged, string output, IAnsiConsole console)
    {
        foreach (var line in Lines(outcome, output).Concat(judged.Findings.Select(Line)).SelectMany(line => Prose.Wrap(line, Math.Min(console.Profile.Width, Prose.MaxWidth))))
            console.WriteLine(line);
    }

    private static string Line(Finding finding) => $"{finding.Level.ToString().ToLowerInvariant()} {finding.RuleId}: {finding.Message}";

    private static IEnumerable<string> Lines(TrainingOutcome outcome, string output) =>
        Measured(outcome).Append($"Model: {Printable.Text(Path.Combine(output, ModelJson.WeightsName))}");

    /// <summary>What was measured, in sentences.</summary>
    public static IEnumerable<string> Measured(TrainingOutcome outcome)
    {
        var accuracy = outcome.Accuracy;
        yield return $"Trained on {Prose.Count(accuracy.Trained, "image")} of {Prose.Count(outcome.Set.Classes.Count, "class", "classes")}, kept epoch {outcome.BestEpoch + 1} of {outcome.Epochs.Count}.";
        yield return $"Accuracy: {Prose.Percent(accuracy.OnHeldOut!.Value)} of {Prose.Count(accuracy.HeldOut, "held-out image")}, {Prose.Percent(accuracy.OnTrained!.Value)} of those trained on.";
        if (outcome.Exposure is { } exposure)
        {
            var worst = exposure.WorstClass is { } ofClass ? FormattableString.Invariant($" Worst class: {Printable.Text(outcome.Set.Classes[ofClass.Label])}, {ofClass.Auc:0.000}.") : "";
            yield return FormattableString.Invariant($"Membership exposure by M_mem: AUC {exposure.Auc:0.000} (95 %: {exposure.Interval.Lower:0.000} to {exposure.Interval.Upper:0.000}; 0.5 tells nothing).{worst}");
        }
        else
        {
            yield return $"Membership exposure was not measured. {outcome.ExposureRefusal}";
        }

        if (outcome.PrivacySpent is { } spent)
            yield return FormattableString.Invariant($"Differential privacy: epsilon {spent.Epsilon:0.##} at delta {spent.Delta:0.##E+0}, of the weights alone and not of what is said here (noise {spent.NoiseMultiplier:0.###}, {spent.Steps:N0} steps).");
    }
}
