using System.Globalization;
using DatasetGuard.Learning.Auditing.Triggers;

namespace DatasetGuard.Benchmarks.Reversal;

/// <summary>One model of the study.</summary>
internal sealed record StudyRow(ZooModel Model, TriggerResult Result, double Success, double OnOthers, double Seconds)
{
    /// <summary>Classes that the audit names, from whatever source.</summary>
    public IReadOnlyList<int> Named => [.. Of(TriggerVerdict.Backdoor).Select(trigger => trigger.Target).Distinct()];

    /// <summary>Pairs that the audit only warns of.</summary>
    public int Suspects => Of(TriggerVerdict.Suspect).Count();

    /// <summary>Classes that plain Neural Cleanse names.</summary>
    public IReadOnlyList<int> Plain => [.. Result.Classes.Where(trigger => trigger.AnomalyIndex > TriggerJudge.PlainLimit).Select(trigger => trigger.Target)];

    public bool IsCaught => Model.Trigger is not null && Named is [var only] && only == Model.Target;

    public bool IsPlainRight => Model.Trigger is not null && Plain is [var only] && only == Model.Target;

    public override string ToString() =>
        $"| {Model} | {Percent(Result.Accuracy)} | {Percent(Success)} | {Percent(OnOthers)} | {List(TriggerVerdict.Backdoor)} | {Right(IsCaught, Named.Count)} | {List(TriggerVerdict.Suspect)} | {List(TriggerVerdict.ThinMargin)} "
        + $"| {Highest(Result.Classes)}; {Highest(Result.Pairs)} | {Joined(Plain.Select(label => label.ToString(CultureInfo.InvariantCulture)))} | {Right(IsPlainRight, Plain.Count)} | {Seconds.ToString("F0", CultureInfo.InvariantCulture)} |";

    private IEnumerable<ReversedTrigger> Of(TriggerVerdict verdict) => Result.All.Where(trigger => trigger.Verdict == verdict);

    private string Right(bool isRight, int named) => (Model.Trigger is null ? named == 0 : isRight) ? "yes" : "no";

    private static string Highest(IReadOnlyList<ReversedTrigger> triggers) =>
        triggers.Count == 0 ? "-" : string.Join(", ", triggers.OrderByDescending(trigger => trigger.Score).Take(2).Select(trigger => string.Create(CultureInfo.InvariantCulture, $"{Name(trigger)} {trigger.Score:F1} ({trigger.Excess:F2})")));

    private static string Name(ReversedTrigger trigger) => trigger.Source is { } source ? $"{source} to {trigger.Target}" : $"{trigger.Target}";

    private string List(TriggerVerdict verdict) => Joined(Of(verdict).Select(trigger => Name(trigger) + Elsewhere(trigger)));

    private static string Elsewhere(ReversedTrigger trigger) => trigger switch
    {
        { Square: { } square } => string.Create(CultureInfo.InvariantCulture, $" (square, {100 * trigger.Success:F0} %; {100 * square.Elsewhere:F1} %, {100 * square.MostElsewhere:F0} %)"),
        { Reference: { } other } => string.Create(CultureInfo.InvariantCulture, $" ({100 * other.Success:F1} %, {other.Size / (trigger.Apart?.Size ?? trigger.Stamp.Size):F1}, {trigger.TimesElsewhere:F1})"),
        _ => "",
    };

    private static string Joined(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } text ? text : "-";

    private static string Percent(double share) => double.IsNaN(share) ? "-" : (100 * share).ToString("F1", CultureInfo.InvariantCulture) + " %";
}
