using System.Globalization;
using DatasetGuard.Core;

namespace DatasetGuard.Learning.Repair;

/// <summary>What the reports for people say alike of a repair.</summary>
public static class RepairWords
{
    /// <summary>Always said.</summary>
    public const string Proviso =
        "The trigger that was measured is the one that the audit found, and not the attacker's: scan the training data and train anew where that can be done.";

    private static readonly Dictionary<string, string> Titles = new(StringComparer.Ordinal)
    {
        [RepairMethods.FinePruned] = "fine-pruning",
        ["prune"] = "pruning by the trigger",
        ["unlearn"] = "unlearning the trigger",
        ["both"] = "pruning, then unlearning",
        [RepairMethods.Isolated] = "unlearning the suspects",
    };

    /// <summary>Heads of <see cref="Rows"/>.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["Method", "Clean before", "Clean after", "Attack before", "Attack after", "Seconds", ""];

    public static string Verdict(RepairResult result)
    {
        var targets = string.Join(", ", result.Triggers.Select(trigger => trigger.Target).Distinct().Select(target => $"'{Printable.Text(result.Images.Classes[target])}'"));
        if (result.Chosen is not { } chosen)
            return $"Not repaired: nothing that was tried fits the model. The trigger into class {targets} works on {Percent(result.Success)} of the images.";

        return $"{(result.IsRepaired ? "Repaired" : "Not repaired")}: the trigger into class {targets} works on {Percent(chosen.Success!)} of the images that were held out in place of {Percent(result.Success)}, "
            + $"and {Percent(chosen.Accuracy!)} of the clean ones are told right in place of {Percent(result.Accuracy)}.";
    }

    /// <summary>Which method was taken, and why.</summary>
    public static string? Choice(RepairResult result) => result.Chosen is not { } chosen ? null
        : result.Trials.Count == 1 ? $"Taken: {Titles[chosen.Method]}, the only one that was asked for."
        : chosen.Spares(result.Accuracy) ? $"Taken: {Titles[chosen.Method]}, which leaves least of the trigger among those that cost no more than {Percent(RepairSettings.MostLoss)} of the clean images."
        : $"Taken: {Titles[chosen.Method]}, which costs least; all that were tried cost more than {Percent(RepairSettings.MostLoss)} of the clean images.";

    /// <summary>What the statistic says of a trigger.</summary>
    public static string Advice(RepairAdvice advice)
    {
        var channels = advice.ChannelShare is { } share ? $"cutting {Percent(share)} of the last channels off stops it" : "no cut of last channels that spares clean images stops it";
        var g = advice.Generalisation is { } known && advice.Interval is { } interval && double.IsFinite(interval.Low)
            ? string.Create(CultureInfo.InvariantCulture, $"others of its family work {known:0.00} times as well (95 %: {interval.Low:0.00} to {interval.High:0.00})")
            : "how well others of its family work cannot be told";
        var remedy = advice.Remedy switch
        {
            Remedy.Nothing => "leave it, for the trigger does next to nothing",
            Remedy.Prune => "prune",
            Remedy.Unlearn => "unlearn",
            Remedy.Both => "prune and unlearn",
            _ => "none, for the images are too few to tell",
        };
        return $"Advice by the trigger alone, a hypothesis that decides nothing here: {remedy}; {g}, and {channels}.";
    }

    public static IEnumerable<IReadOnlyList<string>> Rows(RepairResult result) => result.Trials.Select(trial => (IReadOnlyList<string>)
    [
        Titles[trial.Method],
        Interval(result.Accuracy),
        trial.Accuracy is null ? "-" : Interval(trial.Accuracy),
        Interval(result.Success),
        trial.Success is null ? "-" : Interval(trial.Success),
        trial.Seconds.ToString("0.0", CultureInfo.InvariantCulture),
        trial.Note,
    ]);

    private static string Percent(Proportion share) => Percent(share.Share ?? 0);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");

    private static string Interval(Proportion share)
    {
        var (low, high) = share.Wilson95();
        return string.Create(CultureInfo.InvariantCulture, $"{Percent(share)} ({100 * low:0.0}-{100 * high:0.0})");
    }
}
