using System.Globalization;
using DatasetGuard.Benchmarks.Reversal;
using DatasetGuard.Learning.Screening;

namespace DatasetGuard.Benchmarks.Screening;

/// <summary>One model of the study.</summary>
/// <param name="Model">Of the study of audits, or like one.</param>
/// <param name="Accuracy">On clean images without and with the autoencoder in front.</param>
/// <param name="Success">Of the attack, the same; NaN for a clean model.</param>
/// <param name="Strip">Scores by it.</param>
/// <param name="Reconstruction">Scores by it.</param>
/// <param name="Seconds">Of processor time for STRIP on a thousand images.</param>
internal sealed record ScreenRow(ZooModel Model, (double Plain, double Restored) Accuracy, (double Plain, double Restored) Success, ScoredImages Strip, ScoredImages Reconstruction, double Seconds)
{
    private const double Low = 0.01;
    private const double High = 0.05;

    /// <summary>Clean images fail as a batch, as the command judges them.</summary>
    public bool IsFalseAlarm => Strip.ChanceOfClean(Low / 2) <= ScreenResult.BatchLevel / 2 || Reconstruction.ChanceOfClean(Low / 2) <= ScreenResult.BatchLevel / 2;

    public double CaughtAtLow => Both(Low);

    public double StripAtLow => Share(Strip.Triggered, Low);

    public double ReconstructionAtLow => Share(Reconstruction.Triggered, Low);

    public override string ToString() => $"| {Model} | {Percent(Accuracy.Plain)} | {Percent(Success.Plain)} | {Pair(Share(Strip.Clean, Low), Share(Strip.Clean, High))} | {Pair(Share(Reconstruction.Clean, Low), Share(Reconstruction.Clean, High))} "
        + $"| {(IsFalseAlarm ? "yes" : "no")} | {Pair(StripAtLow, Share(Strip.Triggered, High))} | {Pair(ReconstructionAtLow, Share(Reconstruction.Triggered, High))} | {Pair(CaughtAtLow, Both(High))} "
        + $"| {Percent(Accuracy.Restored)} | {Percent(Success.Restored)} | {Seconds.ToString("F0", CultureInfo.InvariantCulture)} |";

    /// <summary>Either, with half of the rate each, as the command does it.</summary>
    private double Both(double rate) =>
        Strip.Triggered.Length == 0 ? double.NaN : Strip.Triggered.Zip(Reconstruction.Triggered).Average(pair => Conformal.IsUnusual(Math.Min(pair.First, pair.Second), rate / 2) ? 1.0 : 0);

    private static double Share(double[] pValues, double rate) => pValues.Length == 0 ? double.NaN : pValues.Average(p => Conformal.IsUnusual(p, rate) ? 1.0 : 0);

    private static string Pair(double low, double high) => double.IsNaN(low) ? "-" : $"{Percent(low)}, {Percent(high)}";

    private static string Percent(double share) => double.IsNaN(share) ? "-" : (100 * share).ToString("F1", CultureInfo.InvariantCulture) + " %";
}
