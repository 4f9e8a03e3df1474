using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>Turns verdicts on reversed triggers into findings.</summary>
public static class TriggerGate
{
    private static readonly RuleDescriptor Backdoor = new("DG3001", "reversed-trigger", "A trigger that turns images into a class", FindingLevel.Error, ScanDepth.Fast, typeof(TriggerGate));
    private static readonly RuleDescriptor ThinMargin = new("DG3002", "thin-margin", "A thin margin between classes", FindingLevel.Note, ScanDepth.Fast, typeof(TriggerGate));

    public static IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Backdoor, ThinMargin];

    /// <param name="result">What was found.</param>
    /// <param name="options">Levels, what is turned off, and what fails.</param>
    /// <returns>In the shape of a scan of the images that served.</returns>
    public static ScanResult Judge(TriggerResult result, ScanOptions options)
    {
        var (runs, findings) = (new List<RuleRun>(), new List<Finding>());
        foreach (var (rule, verdicts) in ((RuleDescriptor, TriggerVerdict[])[])[(Backdoor, [TriggerVerdict.Backdoor, TriggerVerdict.Suspect]), (ThinMargin, [TriggerVerdict.ThinMargin])])
        {
            if (options.Disabled.Contains(rule.Id))
            {
                runs.Add(new RuleRun(rule, RuleStatus.Disabled, null, 0));
                continue;
            }

            Finding[] own = [.. Groups(result, verdicts).Select(group => Report(rule, group, result) with { Level = options.LevelOf(rule, group[0].Verdict == TriggerVerdict.Suspect ? FindingLevel.Warning : rule.Level) })];
            findings.AddRange(own);

            // A class that was not looked at may have the backdoor: that is no pass.
            var unjudged = TriggerWords.Unjudged(result);
            runs.Add(new RuleRun(rule, unjudged is not null && rule == Backdoor ? RuleStatus.Failed : RuleStatus.Completed, unjudged, own.Length));
        }

        return new ScanResult
        {
            ToolVersion = Scanner.ToolVersion,
            Dataset = result.Data.Dataset,
            Seed = options.Seed,
            Rules = runs,
            Findings = findings,
            Scores = [],
            Gate = Gate.Judge(findings, runs, options.FailOn),
        };
    }

    /// <summary>One finding a target, by the gravest: a trigger of all classes into it, and those of single classes.</summary>
    private static IEnumerable<ReversedTrigger[]> Groups(TriggerResult result, TriggerVerdict[] verdicts) => result.All
        .Where(trigger => verdicts.Contains(trigger.Verdict))
        .GroupBy(trigger => trigger.Target)
        .OrderBy(group => group.Key)
        .Select(group => group.OrderByDescending(trigger => trigger.Verdict).ThenBy(trigger => trigger.Source is not null).ThenByDescending(trigger => trigger.Score).ToArray());

    private static Finding Report(RuleDescriptor rule, ReversedTrigger[] group, TriggerResult result)
    {
        var worst = group[0];
        var (score, threshold) = worst switch
        {
            { Square: { } square } => (square.Ahead(worst.Success), SquareEffect.LeastAhead),
            { Source: null, TimesElsewhere: { } times, Verdict: TriggerVerdict.Backdoor } => (times, ReferenceEffect.LeastChanges),
            { Source: null } => (worst.Score, result.ClassThreshold),
            { Verdict: TriggerVerdict.Backdoor, Reference: { } others } => (others.Size / worst.Stamp.Size, ReferenceEffect.LeastSizes),
            _ => (worst.Score, result.PairThreshold),
        };
        return new Finding
        {
            RuleId = rule.Id,
            Level = rule.Level,
            Title = rule.Title,
            Message = rule == Backdoor ? TriggerWords.Backdoor(group, result) : TriggerWords.ThinMargin(group, result),
            Class = result.Data.Classes[worst.Target],
            Score = score,
            Threshold = threshold,
            Location = new FindingLocation(LocationKind.Dataset, result.Data.Dataset.Root),
            Samples = [],
            Measures = [.. Measures(worst)],
        };
    }

    private static IEnumerable<Measure> Measures(ReversedTrigger trigger)
    {
        yield return new Measure("maskSize", trigger.Stamp.Size);
        yield return new Measure("change", trigger.Change);
        if (trigger.Natural is { } natural)
        {
            yield return new Measure("naturalMaskSize", natural.Size);
            yield return new Measure("naturalChange", natural.Change);
        }

        yield return new Measure("success", trigger.Success);
        if (trigger.Apart is { } apart)
        {
            yield return new Measure("apartMaskSize", apart.Size);
            yield return new Measure("apartChange", apart.Change);
            yield return new Measure("apartSuccess", apart.Success);
        }

        if (trigger.Reference is { } reference)
        {
            yield return new Measure("referenceSuccess", reference.Success);
            yield return new Measure("referenceMaskSize", reference.Size);
            yield return new Measure("referenceChange", reference.Change);
        }

        if (trigger.Square is { } square)
        {
            yield return new Measure("squareReferenceSuccess", square.Elsewhere);
            yield return new Measure("squareReferenceMost", square.MostElsewhere);
        }

        yield return new Measure("excess", trigger.Excess);
        yield return new Measure("alignment", trigger.Alignment);
        if (trigger.AnomalyIndex is { } index)
            yield return new Measure("anomalyIndex", index);
    }
}
