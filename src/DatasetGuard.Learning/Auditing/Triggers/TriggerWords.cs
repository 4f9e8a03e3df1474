using System.Globalization;
using DatasetGuard.Core;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>What the reports for people say alike of triggers.</summary>
public static class TriggerWords
{
    private const int Shown = 3;

    /// <summary>What to do about a backdoor.</summary>
    public const string Advice = "Do not deploy the model: scan the data that it was trained on ('datasetguard scan --depth standard'), leave the suspects out, and train anew; or take the trigger out with 'datasetguard repair'. Look at triggers.png to see what was found.";

    /// <summary>Always said: nothing found is no proof.</summary>
    public const string Proviso = "No trigger found is no proof that there is none: one that is as large as what parts the classes by nature, differs from image to image or moves pixels looks like no stamp.";

    /// <summary>Heads of <see cref="Cells"/>.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["Turned into", "Mask, pixels", "Change", "With real pixels", "Works", "In others", "In the plane", "Score", "Plain index", "Verdict"];

    public static string Verdict(TriggerResult result)
    {
        string[] named = [.. Targets(result, TriggerVerdict.Backdoor)];
        var suspects = result.Pairs.Count(trigger => trigger.Verdict == TriggerVerdict.Suspect);
        string[] standOut = [.. result.Classes.Where(trigger => trigger.Verdict == TriggerVerdict.Suspect).Select(trigger => Quoted(result, trigger.Target))];
        return (named.Length, result.Unjudged.Count) switch
        {
            (0, 0) when standOut.Length > 0 => $"No backdoor proven, but a small trigger turns images into class {Listed(standOut)}, and with so few classes and images it cannot be told whether that is one.",
            (0, 0) when suspects > 0 => $"No backdoor of all classes found, and {suspects:N0} {(suspects == 1 ? "trigger" : "triggers")} of one class into another that may be one.",
            (0, 0) => "No backdoor found: no trigger is much smaller than what parts the classes.",
            (0, _) => "Incomplete: not all classes could be looked at.",
            (1, _) => $"Backdoor: a small trigger turns images into class '{named[0]}'.",
            _ => $"Backdoors: small triggers turn images into {named.Length:N0} classes, {Listed(named)}.",
        };
    }

    /// <summary>What was looked at, in sentences.</summary>
    public static string Looked(TriggerResult result)
    {
        var images = result.Data.Images.Count;
        var of = images < result.Data.Usable ? string.Create(CultureInfo.InvariantCulture, $" of {result.Data.Usable:N0}, at most {TriggerData.MostPerClass(result.Data.Classes.Count)} a class") : "";
        var pairs = result.Pairs.Count == 0 ? "" : $" and {result.Pairs.Count:N0} of one class into another";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Triggers into {result.Classes.Count:N0} classes{pairs} were looked for with {images:N0} images{of}; the model is right about {100 * result.Accuracy:0.0} % of them. Seed {result.Seed}.");
    }

    /// <summary>One trigger as a row of a table; the class's name is as it came.</summary>
    public static IReadOnlyList<string> Cells(TriggerResult result, ReversedTrigger trigger) =>
    [
        Name(result, trigger),
        Number(trigger.Stamp.Size, "0.0"),
        Number(trigger.Change, "0.00"),
        trigger.Natural is { } natural ? Number(natural.Change, "0.00") : "",
        AuditWords.Percent(trigger.Success),
        (trigger.Square?.Elsewhere ?? trigger.Reference?.Success) is { } elsewhere ? AuditWords.Percent(elsewhere) : "",
        AuditWords.Percent(trigger.Alignment),
        Number(trigger.Score, "0.0"),
        trigger.AnomalyIndex is { } index ? Number(index, "0.0") : "",
        trigger.Verdict switch { TriggerVerdict.Backdoor => "backdoor", TriggerVerdict.Suspect => "suspect", TriggerVerdict.ThinMargin => "thin margin", _ => "usual" },
    ];

    /// <summary>All classes, and the pairs that stand out.</summary>
    public static IEnumerable<ReversedTrigger> Rows(TriggerResult result) => result.Classes.Concat(result.Pairs.Where(trigger => trigger.Verdict != TriggerVerdict.Usual));

    /// <summary>How plain Neural Cleanse would judge.</summary>
    public static string Plain(TriggerResult result)
    {
        string[] flagged = [.. result.Classes.Where(trigger => trigger.AnomalyIndex > TriggerJudge.PlainLimit).Select(trigger => Quoted(result, trigger.Target))];
        return $"Plain Neural Cleanse (index above 2), for comparison, flags {(flagged.Length == 0 ? "no class" : Listed(flagged))}.";
    }

    /// <summary>Why not all was judged; null where all was.</summary>
    public static string? Unjudged(TriggerResult result) => result.Unjudged.Count == 0
        ? null
        : $"Nothing could be looked for in {Listed([.. result.Unjudged.Select(one => Quoted(result, one.Label))])}: {result.Unjudged[0].Reason} Give more images of the classes.";

    internal static string Backdoor(ReversedTrigger[] group, TriggerResult result)
    {
        var worst = group[0];
        var more = group.Length == 1 ? "" : $" So do {group.Length - 1:N0} more, of single classes.";
        var doubt = worst is { Verdict: TriggerVerdict.Backdoor, Reference.Answers: true }
            ? " That is not so with most backdoors: the classes are near to each other, or the pictures carry the trigger as well; scan them." : "";
        var meaning = worst.Verdict == TriggerVerdict.Backdoor ? $"The model has a backdoor. {Advice}"
            : worst.Source is null ? $"It may be a backdoor; with so few classes and images it cannot be told: look at {TriggerStrips.FileName}, and scan the training data."
            : $"It may be a backdoor for images of this class, or a stroke that makes the difference between the two: look at {TriggerStrips.FileName}, and scan the training data.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{What(worst, result)} turns {AuditWords.Percent(worst.Success)} of {Turned(worst, result)}{Usual(worst, result)}.{more}{Elsewhere(worst)}{doubt} {meaning}");
    }

    internal static string ThinMargin(ReversedTrigger[] group, TriggerResult result)
    {
        var worst = group[0];
        var elsewhere = Elsewhere(worst) is { Length: > 0 } words ? $"{words} That holds where the pictures are clean." : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"A small trigger, of {worst.Stamp.Size:0.0} pixels, turns {Turned(worst, result)}; what is natural between the classes explains it: they are near to each other, and this is no backdoor.{elsewhere}");
    }

    private static string What(ReversedTrigger trigger, TriggerResult result) => trigger.Square is { Square: var square }
        ? string.Create(CultureInfo.InvariantCulture, $"A {square.NameOf(result.Data.Images.Channels)} square of {square.Side} pixels a side, {square.Left} from the left and {square.Top} from the top,")
        : string.Create(CultureInfo.InvariantCulture, $"A trigger of {trigger.Stamp.Size:0.0} pixels");

    private static string Turned(ReversedTrigger trigger, TriggerResult result) =>
        $"images of {(trigger.Source is { } source ? $"class {Quoted(result, source)}" : "all classes")} into class {Quoted(result, trigger.Target)}";

    /// <summary>What it is held against within the model; empty where other networks decided.</summary>
    private static string Usual(ReversedTrigger trigger, TriggerResult result) => trigger switch
    {
        { Reference.Answers: false } or { Square: not null } => "",
        { Natural: { } natural } when result.ClassThreshold is null => string.Create(CultureInfo.InvariantCulture, $"; pixels of real images of the class have to change them {natural.Change / trigger.Change:0.0} times as much"),
        _ => string.Create(CultureInfo.InvariantCulture, $"; what is usual {(trigger.Source is null ? "in this model" : "between these classes")} is {Math.Exp(trigger.Excess):0.0} times as large"),
    };

    /// <summary>With a space before it; empty where no other networks were asked.</summary>
    private static string Elsewhere(ReversedTrigger trigger)
    {
        if (trigger.Square is { } square)
            return $" Networks that were trained on these pictures alone are turned by it for {AuditWords.Percent(square.Elsewhere)} of them, and by the worst of such squares, wherever it is, for {AuditWords.Percent(square.MostElsewhere)}.";
        if (trigger.Reference is not { } reference)
            return "";

        var apart = trigger.Apart is { } own && own.Size != trigger.Stamp.Size
            ? string.Create(CultureInfo.InvariantCulture, $" One that is made to leave other networks as they are has {own.Size:0.0} pixels and turns {AuditWords.Percent(own.Success)}.")
            : "";
        var more = trigger.Source is null
            ? string.Create(CultureInfo.InvariantCulture, $"changes them {trigger.TimesElsewhere:0.0} times as much")
            : string.Create(CultureInfo.InvariantCulture, $"has {reference.Size / trigger.Stamp.Size:0.0} times the pixels");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{apart} Networks that were trained on these pictures alone are turned by it for {AuditWords.Percent(reference.Success)} of them, and their own smallest trigger {more}.");
    }

    private static IEnumerable<string> Targets(TriggerResult result, TriggerVerdict verdict) =>
        result.All.Where(trigger => trigger.Verdict == verdict).Select(trigger => trigger.Target).Distinct().Order().Select(target => Printable.Text(result.Data.Classes[target]));

    private static string Name(TriggerResult result, ReversedTrigger trigger) =>
        trigger.Source is { } source ? $"{result.Data.Classes[trigger.Target]}, from {result.Data.Classes[source]}" : result.Data.Classes[trigger.Target];

    private static string Quoted(TriggerResult result, int label) => $"'{Printable.Text(result.Data.Classes[label])}'";

    private static string Listed(string[] names) => string.Join(", ", names.Take(Shown)) + (names.Length > Shown ? $" and {names.Length - Shown:N0} more" : "");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
