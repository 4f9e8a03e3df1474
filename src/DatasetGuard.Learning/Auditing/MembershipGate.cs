using DatasetGuard.Core;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Learning.Auditing;

/// <summary>Holds what an audit measured against the budget. Without a budget everything passes; one that cannot be judged never does.</summary>
public static class MembershipGate
{
    private const string NoBudget = "No budget is set.";

    private const string Instead = "Give more images, or leave this budget out.";

    /// <summary>How far below one half an AUC may reach for the budget of the low rates, which has no AUC of its own.</summary>
    private const double Backwards = 0.55;

    private static readonly RuleDescriptor Whole = new("DG3101", "membership-exposure", "Membership exposure over budget", FindingLevel.Error, ScanDepth.Fast, typeof(MembershipGate));
    private static readonly RuleDescriptor WorstClass = new("DG3102", "class-membership-exposure", "Membership exposure of a class over budget", FindingLevel.Error, ScanDepth.Fast, typeof(MembershipGate));
    private static readonly RuleDescriptor Sure = new("DG3103", "sure-membership", "More members found for sure than the budget allows", FindingLevel.Error, ScanDepth.Fast, typeof(MembershipGate));

    public static IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Whole, WorstClass, Sure];

    /// <param name="audit">What was measured.</param>
    /// <param name="budget">What is allowed.</param>
    /// <param name="options">Levels, what is turned off, and what fails.</param>
    /// <returns>In the shape of a scan of the members.</returns>
    public static ScanResult Judge(AuditResult audit, MembershipBudget budget, ScanOptions options) => Judge(MeasuredExposure.Of(audit), budget, options);

    /// <param name="measured">What was measured; where it is nothing, no budget is kept.</param>
    /// <param name="budget">What is allowed.</param>
    /// <param name="options">Levels, what is turned off, and what fails.</param>
    /// <returns>In the shape of a scan of the members.</returns>
    public static ScanResult Judge(MeasuredExposure measured, MembershipBudget budget, ScanOptions options)
    {
        (RuleDescriptor Rule, double? Limit, Func<double, MeasuredExposure, (Finding? Finding, string? Refusal)> Look)[] looks =
        [
            (Whole, budget.Auc, OfWhole),
            (WorstClass, budget.WorstClassAuc, OfWorstClass),
            (Sure, budget.TprAtOnePercent, OfSure),
        ];
        var (runs, findings) = (new List<RuleRun>(), new List<Finding>());
        foreach (var (rule, limit, look) in looks)
        {
            if (options.Disabled.Contains(rule.Id) || limit is not { } most)
            {
                runs.Add(options.Disabled.Contains(rule.Id) ? new RuleRun(rule, RuleStatus.Disabled, null, 0) : new RuleRun(rule, RuleStatus.Skipped, NoBudget, 0));
                continue;
            }

            var (finding, refusal) = measured.Attacks.Count > 0 ? look(most, measured) : (null, $"{measured.Refusal} {Instead}");
            if (finding is null)
                refusal ??= MixedUp(measured, rule == Sure ? Backwards : most);
            else
                findings.Add(finding with { Level = options.LevelOf(rule, rule.Level) });

            runs.Add(refusal is null ? new RuleRun(rule, RuleStatus.Completed, rule == WorstClass ? Unjudged(measured) : null, finding is null ? 0 : 1) : new RuleRun(rule, RuleStatus.Failed, refusal, 0));
        }

        return new ScanResult
        {
            ToolVersion = Scanner.ToolVersion,
            Dataset = measured.Dataset,
            Seed = options.Seed,
            Rules = runs,
            Findings = findings,
            Scores = [],
            Gate = Gate.Judge(findings, runs, options.FailOn),
        };
    }

    /// <summary>Sides that were taken for each other keep every budget: where the model knows the others better, and would break it the other way round, nothing is judged.</summary>
    private static string? MixedUp(MeasuredExposure measured, double limit)
    {
        var exposure = measured.Attacks[0].Exposure;
        return exposure.Interval.Upper < 0.5 && 1 - exposure.Interval.Lower > limit
            ? FormattableString.Invariant($"The model knows the non-members better than the members (AUC {exposure.Auc:0.000} by M_mem): look whether --members and --nonmembers are mixed up, or give non-members of the same kind.")
            : null;
    }

    private static string? Unjudged(MeasuredExposure measured)
    {
        var classes = measured.Attacks[0].Exposure.Classes;
        var few = classes.Count(one => one.Auc is null);
        return few == 0 ? null : $"{few:N0} of {classes.Count:N0} classes {(few == 1 ? "has" : "have")} too few images to be judged.";
    }

    private static (Finding? Finding, string? Refusal) OfWhole(double limit, MeasuredExposure measured)
    {
        var worst = measured.Attacks.MaxBy(attack => attack.Exposure.Interval.Upper)!;
        var exposure = worst.Exposure;
        return exposure.Interval.Upper <= limit ? (null, null) : (Report(
            Whole,
            measured,
            FormattableString.Invariant($"The model gives away more than the budget allows: the AUC of {worst.Title} is {exposure.Auc:0.000} (95 %: {exposure.Interval.Lower:0.000} to {exposure.Interval.Upper:0.000}), whose upper end is over {limit:0.###}. {AuditWords.Advice}"),
            exposure.Interval.Upper,
            limit,
            [new Measure("auc", exposure.Auc), new Measure("lower", exposure.Interval.Lower), new Measure("upper", exposure.Interval.Upper)]), null);
    }

    private static (Finding? Finding, string? Refusal) OfWorstClass(double limit, MeasuredExposure measured)
    {
        var judged = measured.Attacks
            .SelectMany(attack => attack.Exposure.Classes, (attack, one) => (attack.Title, Class: one))
            .Where(one => one.Class.Auc is not null)
            .ToList();
        if (judged.Count == 0)
            return (null, $"No class has enough images to be judged. {measured.Attacks[0].Exposure.Classes[0].Refusal} {Instead}");

        var (title, worst) = judged.MaxBy(one => one.Class.Interval!.Value.Upper);
        var interval = worst.Interval!.Value;
        if (interval.Upper <= limit)
            return (null, null);

        var name = measured.Classes[worst.Label];
        var others = judged.Where(one => one.Class.Interval!.Value.Upper > limit).Select(one => one.Class.Label).Distinct().Count() - 1;
        var more = others == 0 ? "" : $" {others:N0} more {(others == 1 ? "class is" : "classes are")} over it.";
        var finding = Report(
            WorstClass,
            measured,
            FormattableString.Invariant($"The model gives away more of class '{Printable.Text(name)}' than the budget allows: the AUC of {title} is {worst.Auc:0.000} (95 %: {interval.Lower:0.000} to {interval.Upper:0.000}), whose upper end is over {limit:0.###}.{more} A class that stands out may also be the target of an attack: scan the data. {AuditWords.Advice}"),
            interval.Upper,
            limit,
            [new Measure("auc", worst.Auc!.Value), new Measure("lower", interval.Lower), new Measure("upper", interval.Upper), new Measure("classesOver", others + 1)]);
        return (finding with { Class = name }, null);
    }

    private static (Finding? Finding, string? Refusal) OfSure(double limit, MeasuredExposure measured)
    {
        var worst = measured.Attacks.MaxBy(attack => attack.Exposure.AtOnePercent.TruePositiveRate ?? -1)!;
        if (worst.Exposure.AtOnePercent.TruePositiveRate is not { } rate)
            return (null, $"{worst.Exposure.AtOnePercent.Refusal} {Instead}");

        return rate <= limit ? (null, null) : (Report(
            Sure,
            measured,
            FormattableString.Invariant($"{worst.Title} finds {100 * rate:0.0} % of the members while it calls 1 % of the others a member; the budget is {100 * limit:0.#} %. {AuditWords.Advice}"),
            rate,
            limit,
            [new Measure("truePositiveRate", rate)]), null);
    }

    private static Finding Report(RuleDescriptor rule, MeasuredExposure measured, string message, double score, double limit, IReadOnlyList<Measure> measures) => new()
    {
        RuleId = rule.Id,
        Level = rule.Level,
        Title = rule.Title,
        Message = message,
        Score = score,
        Threshold = limit,
        Location = new FindingLocation(LocationKind.Dataset, measured.Dataset.Root),
        Samples = [],
        Measures = measures,
    };
}
