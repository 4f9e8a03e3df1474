using DatasetGuard.Core.Caching;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Rules;

namespace DatasetGuard.Core.Scanning;

/// <summary>Runs the rules: first side by side those that work on one core, then one after the other those that spread over all cores themselves.</summary>
internal sealed class RuleRunner(ScanOptions options, ScanContext context, OutcomeCache? outcomes)
{
    private const string NeedsPixels = "Needs pixels, and the dataset holds feature vectors.";

    /// <param name="rules">Each with ids of its own.</param>
    /// <param name="cancellationToken">Stops within a second or so.</param>
    /// <returns>A result a rule, in their order. A rule that throws has failed and stops no other.</returns>
    public IReadOnlyList<RuleResult> Run(IReadOnlyList<IRule> rules, CancellationToken cancellationToken)
    {
        var results = rules.Select(WithoutRunning).ToArray();
        var left = Enumerable.Range(0, rules.Count).Where(i => results[i] is null).ToLookup(i => rules[i].UsesAllCores);

        int[] sideBySide = [.. left[false]];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Jobs, CancellationToken = cancellationToken };
        OneByOne.For(sideBySide.Length, parallel, i => results[sideBySide[i]] = Evaluate(rules[sideBySide[i]], cancellationToken));
        foreach (var i in left[true])
        {
            cancellationToken.ThrowIfCancellationRequested();
            results[i] = Evaluate(rules[i], cancellationToken);
        }

        return results!;
    }

    /// <summary>What is known of a rule beforehand: that it does not run, or from an earlier scan what it finds. Null for one that has to run.</summary>
    private RuleResult? WithoutRunning(IRule rule)
    {
        if (rule.Descriptors.All(descriptor => options.Disabled.Contains(descriptor.Id)))
            return Nothing(rule, descriptor => new RuleRun(descriptor, RuleStatus.Disabled, null, 0));
        if (context.Dataset.HoldsVectors && !rule.Descriptors.Any(descriptor => descriptor.TakesVectors))
            return Nothing(rule, descriptor => Completed(descriptor, RuleOutcome.Nothing));
        if (rule.Descriptors.Min(descriptor => descriptor.Depth) is var least && least > options.Depth)
            return Nothing(rule, descriptor => TooDeep(descriptor, least));

        return Try(rule, () => KeptOutcomes(rule)?.Find(rule) is { } known ? Declared(rule, known) : null, CancellationToken.None);
    }

    private RuleResult Evaluate(IRule rule, CancellationToken cancellationToken) => Try(
        rule,
        () =>
        {
            var outcome = Declared(rule, rule.Evaluate(ForRule(rule), cancellationToken));
            KeptOutcomes(rule)?.Add(rule, outcome);
            return outcome;
        },
        cancellationToken)!;

    /// <returns>Null where there is no outcome.</returns>
    private RuleResult? Try(IRule rule, Func<RuleOutcome?> work, CancellationToken cancellationToken)
    {
        try
        {
            return work() is { } outcome ? new RuleResult(rule, outcome, [.. rule.Descriptors.Select(descriptor => Completed(descriptor, outcome))]) : null;
        }
#pragma warning disable CA1031 // Whatever a rule throws, the others still run, and the scan is reported as incomplete.
        catch (Exception error)
#pragma warning restore CA1031
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Nothing(rule, descriptor => options.Disabled.Contains(descriptor.Id)
                ? new RuleRun(descriptor, RuleStatus.Disabled, null, 0)
                : new RuleRun(descriptor, RuleStatus.Failed, Reason(error), 0));
        }
    }

    private static RuleResult Nothing(IRule rule, Func<RuleDescriptor, RuleRun> run) => new(rule, RuleOutcome.Nothing, [.. rule.Descriptors.Select(run)]);

    private OutcomeCache? KeptOutcomes(IRule rule) => rule.Descriptors.Any(descriptor => descriptor.ReadsFiles) ? null : outcomes;

    private ScanContext ForRule(IRule rule) =>
        rule.Descriptors.Any(descriptor => descriptor.UsesAccepted) ? context : context with { Options = context.Options with { Accepted = null } };

    /// <summary>Reports, suppressions and <c>--disable</c> go by the declared ids, so that nothing else may come out of a rule.</summary>
    private RuleOutcome Declared(IRule rule, RuleOutcome outcome)
    {
        var declared = rule.Descriptors.Select(descriptor => descriptor.Id).ToHashSet(StringComparer.Ordinal);
        var reported = outcome.Findings.Select(finding => finding.RuleId).Concat(outcome.Skipped.Keys).Concat(outcome.Limits.Keys);
        if (reported.FirstOrDefault(id => !declared.Contains(id)) is { } undeclared)
            throw new InvalidOperationException($"{rule.GetType().Name} reports {undeclared}, which it does not declare.");
        if (outcome.Scores.FirstOrDefault(column => column.Values.Count != context.Dataset.Samples.Count) is { } column)
            throw new InvalidOperationException($"{rule.GetType().Name} scores {column.Values.Count} of {context.Dataset.Samples.Count} samples in {column.Name}.");

        if (outcome.Map is { } map && !Fits(map))
            throw new InvalidOperationException($"{rule.GetType().Name} draws a map of other samples than the {context.Dataset.Samples.Count} of the dataset.");

        return outcome;
    }

    private bool Fits(FeatureMap map) =>
        map.X.Count == map.Samples.Count && map.Y.Count == map.Samples.Count && map.Samples.All(sample => sample >= 0 && sample < context.Dataset.Samples.Count);

    private RuleRun TooDeep(RuleDescriptor rule, ScanDepth least)
    {
        if (options.Disabled.Contains(rule.Id))
            return new RuleRun(rule, RuleStatus.Disabled, null, 0);

        return new RuleRun(rule, RuleStatus.Skipped, context.Dataset.HoldsVectors && !rule.TakesVectors ? NeedsPixels : $"Runs at depth {Vocabulary.NameOf(least)}.", 0);
    }

    private RuleRun Completed(RuleDescriptor rule, RuleOutcome outcome)
    {
        if (options.Disabled.Contains(rule.Id))
            return new RuleRun(rule, RuleStatus.Disabled, null, 0);
        if (context.Dataset.HoldsVectors && !rule.TakesVectors)
            return new RuleRun(rule, RuleStatus.Skipped, NeedsPixels, 0);
        if (outcome.Skipped.TryGetValue(rule.Id, out var reason))
            return new RuleRun(rule, RuleStatus.Skipped, reason, 0) { Wants = outcome.Wants };

        return new RuleRun(rule, RuleStatus.Completed, outcome.Limits.GetValueOrDefault(rule.Id), outcome.Findings.Count(finding => finding.RuleId == rule.Id));
    }

    private static string Reason(Exception error)
    {
        var root = error is AggregateException several ? several.Flatten().InnerExceptions[0] : error;
        return $"{root.GetType().Name}: {Printable.Text(root.Message)}";
    }
}

/// <param name="Rule">What ran.</param>
/// <param name="Outcome">What it found.</param>
/// <param name="Runs">How it went, for each of its ids.</param>
internal sealed record RuleResult(IRule Rule, RuleOutcome Outcome, IReadOnlyList<RuleRun> Runs);
