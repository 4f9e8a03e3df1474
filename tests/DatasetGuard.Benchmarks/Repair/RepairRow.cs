using System.Globalization;
using DatasetGuard.Benchmarks.Reversal;
using DatasetGuard.Core;
using DatasetGuard.Learning.Repair;

namespace DatasetGuard.Benchmarks.Repair;

/// <summary>One method on one model.</summary>
/// <param name="Model">Of the study of audits.</param>
/// <param name="Result">What was tried on it.</param>
/// <param name="Trial">The method.</param>
/// <param name="Before">How often the true trigger works on the model as it came.</param>
/// <param name="After">The same of the repaired one; null where the method does not fit.</param>
internal sealed record RepairRow(ZooModel Model, RepairResult Result, RepairTrial Trial, Proportion Before, Proportion? After)
{
    public bool IsChosen => ReferenceEquals(Trial, Result.Chosen);

    /// <summary>What the advice by g and kappa comes to.</summary>
    public bool IsAdvised => Trial.Method == Result.Advice[0].Remedy switch { Remedy.Prune => "prune", Remedy.Unlearn => "unlearn", Remedy.Both => "both", _ => "" };

    /// <summary>The bar of the study, by the true trigger.</summary>
    public bool Serves => After is { } after && after.Share <= RepairSettings.MostSuccess && Trial.Accuracy!.Share >= Result.Accuracy.Share - RepairSettings.MostLoss;

    public override string ToString() =>
        $"| {Model} | {Trial.Method}{(IsChosen ? " (taken)" : "")}{(IsAdvised ? " (advised)" : "")} | {Percent(Result.Accuracy)} | {Percent(Trial.Accuracy)} | {Percent(Before)} | {Percent(After)} "
        + $"| {Percent(Result.Success)} | {Percent(Trial.Success)} | {Trial.Seconds.ToString("F0", CultureInfo.InvariantCulture)} | {(After is null ? "-" : Serves ? "yes" : "no")} | {Trial.Note} |";

    private static string Percent(Proportion? share) => share?.Share is { } known ? (100 * known).ToString("F1", CultureInfo.InvariantCulture) + " %" : "-";
}
