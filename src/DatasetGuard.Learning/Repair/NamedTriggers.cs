using DatasetGuard.Core;
using DatasetGuard.Learning.Auditing.Triggers;

namespace DatasetGuard.Learning.Repair;

/// <summary>Which of the triggers that an audit found are to be taken out.</summary>
public static class NamedTriggers
{
    /// <param name="audit">What was found.</param>
    /// <param name="target">A class whose trigger is taken whatever the audit says of it; null for what it names.</param>
    /// <param name="takesSuspected">What it only suspects is taken as well.</param>
    /// <exception cref="RepairException">There are none.</exception>
    public static IReadOnlyList<ReversedTrigger> Of(TriggerResult audit, string? target, bool takesSuspected)
    {
        if (target is not null)
            return [Into(audit, target)];

        ReversedTrigger[] suspected = [.. audit.All.Where(trigger => trigger.Verdict == TriggerVerdict.Suspect)];
        ReversedTrigger[] named = [.. audit.All.Where(trigger => trigger.Verdict == TriggerVerdict.Backdoor), .. takesSuspected ? suspected : []];
        if (named.Length > 0)
            return named;
        if (audit.Unjudged.Count > 0)
            throw new RepairException($"The audit names no backdoor, and could not look at all classes. {TriggerWords.Unjudged(audit)}") { IsIncomplete = true };

        var more = suspected.Length == 0 ? "--target takes out the trigger into a class all the same."
            : $"It suspects {suspected.Length:N0} triggers: --suspected takes them out as well.";
        throw new RepairException($"The audit names no backdoor in the model: there is nothing to repair. {more}") { IsForLackOfBackdoor = true };
    }

    /// <summary>The output that stands for a class.</summary>
    /// <param name="target">The class.</param>
    /// <param name="classes">In the order of the model's outputs.</param>
    /// <exception cref="RepairException">There is no such class.</exception>
    public static int LabelOf(string target, IReadOnlyList<string> classes) =>
        classes.Index().Where(pair => pair.Item == target).Select(pair => (int?)pair.Index).FirstOrDefault()
        ?? throw new RepairException($"The model has no class '{Printable.Text(target)}'.{Suggestion.For(target, classes)} Give one of its {classes.Count:N0} classes as --target.");

    private static ReversedTrigger Into(TriggerResult audit, string target)
    {
        var label = LabelOf(target, audit.Data.Classes);
        return audit.Classes.FirstOrDefault(trigger => trigger.Target == label)
            ?? throw new RepairException($"No trigger into class '{Printable.Text(target)}' could be looked for: the model knows too few of its images.") { IsIncomplete = true };
    }
}
