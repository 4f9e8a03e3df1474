using System.Globalization;
using DatasetGuard.Learning.Auditing.Triggers;

namespace DatasetGuard.Benchmarks.Reversal;

/// <summary>One model of the study.</summary>
internal sealed record StudyRow(ZooModel Model, TriggerResult Result, double Success, double OnOthers, double Seconds)
{
    /// <summary>Classes that the audit names.</summary>
    public IReadOnlyList<int> Named => [.. Result.Classes.Where(trigger => trigger.Verdict == TriggerVerdict.Backdoor).Select(trigger => trigger.Target)];

    /// <summary>The pair of classes that was attacked is among those that are suspected.</summary>
    public bool IsSuspected => Model.IsSourceSpecific && Suspects.Any(trigger => trigger.Target == Model.Target && trigger.Source == Model.Source);

    public int FalseSuspects => Suspects.Count(trigger => !Model.IsSourceSpecific || trigger.Target != Model.Target || trigger.Source != Model.Source);

    private IEnumerable<ReversedTrigger> Suspects => Result.Pairs.Where(trigger => trigger.Verdict == TriggerVerdict.Suspect);

    /// <summary>Classes that plain Neural Cleanse names.</summary>
    public IReadOnlyList<int> Plain => [.. Result.Classes.Where(trigger => trigger.AnomalyIndex > TriggerJudge.PlainLimit).Select(trigger => trigger.Target)];

    public bool IsCaught => Model.Trigger is not null && Named is [var only] && only == Model.Target;

    public bool IsPlainRight => Model.Trigger is not null && Plain is [var only] && only == Model.Target;

    public override string ToString()
    {
        var thin = Result.All.Where(trigger => trigger.Verdict == TriggerVerdict.ThinMargin).Select(Name);
        return $"| {Model} | {Percent(Result.Accuracy)} | {Percent(Success)} | {Percent(OnOthers)} | {List(Result.Classes.Where(trigger => trigger.Verdict == TriggerVerdict.Backdoor).Select(Name))} | {Right(IsCaught, Named.Count)} "
            + $"| {List(Suspects.Select(Name))} | {List(thin)} | {Highest(Result.Classes)}; {Highest(Result.Pairs)} | {List(Plain.Select(label => label.ToString(CultureInfo.InvariantCulture)))} | {Right(IsPlainRight, Plain.Count)} | {Seconds.ToString("F0", CultureInfo.InvariantCulture)} |";
    }

    private string Right(bool isRight, int named) => (Model.Trigger is null ? named == 0 : isRight) ? "yes" : "no";

    private static string Highest(IReadOnlyList<ReversedTrigger> triggers) =>
        triggers.Count == 0 ? "-" : string.Join(", ", triggers.OrderByDescending(trigger => trigger.Score).Take(2).Select(trigger => string.Create(CultureInfo.InvariantCulture, $"{Name(trigger)} {trigger.Score:F1} ({trigger.Excess:F2})")));

    private static string Name(ReversedTrigger trigger) => trigger.Source is { } source ? $"{source} to {trigger.Target}" : $"{trigger.Target}";

    private static string List(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } text ? text : "-";

    private static string Percent(double share) => double.IsNaN(share) ? "-" : (100 * share).ToString("F1", CultureInfo.InvariantCulture) + " %";
}
