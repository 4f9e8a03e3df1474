using System.Globalization;
using DatasetGuard.Core;
using DatasetGuard.Core.Gating;

namespace DatasetGuard.RedTeam.Drills;

/// <summary>The words of a drill's tables, the same for people at a terminal and in Markdown.</summary>
public static class DrillText
{
    /// <summary>What stands where there is nothing to count.</summary>
    public const string Nothing = "\u2013";

    /// <summary>The columns without the time; those of the attack's success only where it was measured.</summary>
    public static IReadOnlyList<string> Columns(DrillResult result) =>
    [
        "Attack", "Rate", "Seed", "Images", "Caught", "Flagged", "Falsely", "Precision", "Recall",
        .. IsMeasured(result) ? ["Works", "Unseen", "Control", "Accuracy"] : Array.Empty<string>(),
    ];

    /// <summary>The cells of a row, as they are: names in them are the user's or the dataset's.</summary>
    public static IReadOnlyList<string> Cells(DrillRow row, DrillResult result) =>
    [
        row.Cell?.Attack.ToString() ?? "none",
        row.Cell is { } cell ? Percent(cell.Rate) : Nothing,
        row.Cell is { } seeded ? seeded.Seed.ToString(CultureInfo.InvariantCulture) : Nothing,
        row.Cell is null ? Nothing : row.Found.Trials.ToString(CultureInfo.InvariantCulture),
        Verdict(row),
        Shown(row.Found),
        Shown(row.FalselyFlagged),
        Shown(row.Precision),
        Shown(row.Recall),
        .. IsMeasured(result) ? [Interval(row.Success?.Seen), Interval(row.Success?.Unseen), Interval(row.Success?.Control), Interval(row.Success?.Accuracy)] : Array.Empty<string>(),
    ];

    /// <summary>What the columns mean.</summary>
    public const string Legend = "Caught: the scan fails, and an error names the target class and lists poison. Flagged: poisoned images that a clean copy would leave out; "
        + "falsely: clean images that it would. Precision and recall are those of the list behind the error.";

    /// <summary>How many were caught, in a sentence.</summary>
    public static string Summary(DrillResult result)
    {
        var faults = result.Rows.Count(row => row.Fault is not null);
        return $"{result.Rows.Count(row => row.IsCaught)} of {result.Rows.Count} poisons caught{(faults > 0 ? $", {faults} could not be tried" : "")}.";
    }

    /// <summary>Why a scan that fails proves little here; null where the dataset passes as it is.</summary>
    public static string? Warning(DrillResult result) => result.Clean.ExitCode switch
    {
        ExitCode.Findings => $"The dataset fails the scan as it is, without any poison of this drill: {FailingRules(result)}. Below, only what is found beyond that counts as caught.",
        ExitCode.Incomplete => "The scan of the dataset as it is did not run to its end: what is missed below may have been missed for that.",
        _ => null,
    };

    /// <summary>What the drill itself does to images that a scan may see; null where nothing is.</summary>
    public static string? Trace(DrillResult result) => result.Rows.Sum(row => row.Resaved) is > 0 and var resaved
        ? string.Create(CultureInfo.InvariantCulture, $"{resaved} of {result.Rows.Sum(row => row.Found.Trials)} poisoned images had to be saved in a way in which no image of the dataset is: ")
            + "what DG1305 finds in them is the drill's doing, and an attacker may know how to avoid it."
        : null;

    /// <summary>Rows that could not be tried, each with the reason.</summary>
    public static IEnumerable<string> Faults(DrillResult result) => result.Rows
        .Where(row => row.Fault is not null)
        .Select(row => $"{Printable.Text(row.Cell!.Attack.ToString())} at {Percent(row.Cell.Rate)}, seed {row.Cell.Seed.ToString(CultureInfo.InvariantCulture)}: {row.Fault}");

    /// <summary>A rate as people write it.</summary>
    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.###} %");

    private static bool IsMeasured(DrillResult result) => result.Rows.Any(row => row.Success is not null);

    private static string Verdict(DrillRow row) => row switch
    {
        { Fault: not null } => "not tried",
        { ExitCode: ExitCode.Incomplete } => "incomplete",
        { Cell: null } => row.ExitCode == ExitCode.Findings ? "fails" : "passes",
        { IsCaught: true } => $"yes, {string.Join(' ', row.CaughtBy)}",
        _ => "no",
    };

    private static string FailingRules(DrillResult result) => string.Join(", ", result.Scan.Findings
        .Where(finding => Gate.Fails(finding.Level, result.Scan.Gate.FailOn))
        .Select(finding => finding.RuleId)
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal));

    private static string Shown(Proportion proportion) =>
        proportion.Share is { } share ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.##} %") : Nothing;

    private static string Interval(Proportion? proportion)
    {
        if (proportion?.Share is not { } share)
            return Nothing;

        var (low, high) = proportion.Wilson95();
        return string.Create(CultureInfo.InvariantCulture, $"{100 * share:0} % ({100 * low:0}\u2013{100 * high:0})");
    }
}
