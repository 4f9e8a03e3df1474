using System.Reflection;
using DatasetGuard.Core.Caching;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Rules.Change;

namespace DatasetGuard.Core.Scanning;

/// <summary>The way of the data: read, decode, look, judge.</summary>
public sealed class Scanner(IReadOnlyList<IRule> rules, ScanOptions options, IScanProgress progress)
{
    private const string NeedsPixels = "Needs pixels, and the dataset holds feature vectors.";

    public static string ToolVersion { get; } =
        typeof(Scanner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <param name="paths">One dataset or several; with several, sample ids begin with the name of their root.</param>
    /// <param name="format">One of <see cref="DatasetFormats.Names"/>.</param>
    /// <param name="cancellationToken">Stops within a second or so.</param>
    /// <exception cref="DatasetException">Nothing of the dataset can be read.</exception>
    /// <exception cref="InvalidOperationException">Two rules have one id.</exception>
    public ScanResult Run(IReadOnlyList<string> paths, string format, CancellationToken cancellationToken) =>
        Run(loader => loader.Load(paths, format, cancellationToken), cancellationToken);

    /// <param name="paths">A name for each reader, as the user would give it.</param>
    /// <param name="readers">Datasets that are no files of this form, such as one that is poisoned as it is read.</param>
    /// <param name="cancellationToken">Stops within a second or so.</param>
    /// <exception cref="DatasetException">Nothing of the dataset can be read.</exception>
    public ScanResult Run(IReadOnlyList<string> paths, IReadOnlyList<IDatasetReader> readers, CancellationToken cancellationToken) =>
        Run(loader => loader.Load(paths, readers, cancellationToken), cancellationToken);

    private ScanResult Run(Func<DatasetLoader, (Dataset Dataset, ViewStore Views)> load, CancellationToken cancellationToken)
    {
        CheckIds();
        var result = RunOnce(load, cancellationToken);
        if (options.Cache is not { } cache)
            return result;

        // Pixels that the cache had promised and could not give have made rules fail: then nothing counts that was found with it.
        cache.Commit();
        return cache.HasLostBodies ? new Scanner(rules, options with { Cache = null }, progress).Run(load, cancellationToken) : result;
    }

    private ScanResult RunOnce(Func<DatasetLoader, (Dataset Dataset, ViewStore Views)> load, CancellationToken cancellationToken)
    {
        using var store = new PixelStore(options.TemporaryFolder);
        var (dataset, views) = load(new DatasetLoader(store, options, progress));
        var context = new ScanContext(dataset, views, options, progress);
        var outcomes = options.Cache is { } cache ? new OutcomeCache(cache, dataset, options) : null;

        var runs = new List<RuleRun>();
        var findings = new List<Finding>();
        var scores = new List<ScoreColumn>();
        foreach (var rule in rules)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var outcome = Evaluate(rule, context, outcomes, runs, cancellationToken);
            findings.AddRange(outcome.Findings.Where(finding => !options.Disabled.Contains(finding.RuleId)).Select(finding => WithLevel(finding, rule)));
            scores.AddRange(outcome.Scores);
        }

        if (ReadToEnd.Failure(dataset) is { } failure)
            runs.Add(failure);

        var fresh = options.Accepted is { } accepted ? DatasetChange.Of(accepted, dataset).New.Select(sample => sample.Id).ToHashSet(StringComparer.Ordinal) : [];
        findings = findings.ConvertAll(finding => Placed(finding, dataset, fresh));
        runs.Sort((a, b) => string.CompareOrdinal(a.Rule.Id, b.Rule.Id));
        findings.Sort(FindingOrder.Compare);
        return new ScanResult
        {
            ToolVersion = ToolVersion,
            Dataset = dataset,
            Depth = options.Depth,
            Seed = options.Seed,
            Rules = runs,
            Findings = findings,
            Scores = scores,
            Gate = Gate.Judge(findings, runs, options.FailOn),
        };
    }

    private static ScanContext ForRule(ScanContext context, IRule rule) =>
        rule.Descriptors.Any(descriptor => descriptor.UsesAccepted) ? context : context with { Options = context.Options with { Accepted = null } };

    /// <summary>
    /// Points at the first image that is new, and at a line of the label manifest where there is one: code hosts show in a pull request what
    /// stands in changed lines and files, and nothing about a dataset as a whole.
    /// </summary>
    private static Finding Placed(Finding finding, Dataset dataset, HashSet<string> fresh)
    {
        var firstNew = finding.Samples.FirstOrDefault(flagged => fresh.Contains(flagged.Sample.Id))?.Sample;
        var isOfDataset = finding.Location.Kind == LocationKind.Dataset;
        if ((firstNew ?? (finding.Samples is [var flaggedFirst, ..] ? flaggedFirst.Sample : null)) is not { } first || (isOfDataset ? first.Line is null : firstNew is null))
            return finding;

        return finding with { Location = FindingLocation.Of(first, dataset) };
    }

    private RuleOutcome Evaluate(IRule rule, ScanContext context, OutcomeCache? outcomes, List<RuleRun> runs, CancellationToken cancellationToken)
    {
        if (rule.Descriptors.All(descriptor => options.Disabled.Contains(descriptor.Id)))
        {
            runs.AddRange(rule.Descriptors.Select(descriptor => new RuleRun(descriptor, RuleStatus.Disabled, null, 0)));
            return RuleOutcome.Nothing;
        }

        if (context.Dataset.HoldsVectors && !rule.Descriptors.Any(descriptor => descriptor.TakesVectors))
        {
            runs.AddRange(rule.Descriptors.Select(descriptor => Completed(descriptor, RuleOutcome.Nothing, context.Dataset)));
            return RuleOutcome.Nothing;
        }

        if (rule.Descriptors.Min(descriptor => descriptor.Depth) is var least && least > options.Depth)
        {
            runs.AddRange(rule.Descriptors.Select(descriptor => options.Disabled.Contains(descriptor.Id)
                ? new RuleRun(descriptor, RuleStatus.Disabled, null, 0)
                : new RuleRun(descriptor, RuleStatus.Skipped, context.Dataset.HoldsVectors && !descriptor.TakesVectors ? NeedsPixels : $"Runs at depth {Vocabulary.NameOf(least)}.", 0)));
            return RuleOutcome.Nothing;
        }

        try
        {
            var kept = rule.Descriptors.Any(descriptor => descriptor.ReadsFiles) ? null : outcomes;
            var known = kept?.Find(rule);
            var outcome = known ?? rule.Evaluate(ForRule(context, rule), cancellationToken);
            CheckDeclared(rule, outcome, context.Dataset);
            if (known is null)
                kept?.Add(rule, outcome);

            runs.AddRange(rule.Descriptors.Select(descriptor => Completed(descriptor, outcome, context.Dataset)));
            return outcome;
        }
#pragma warning disable CA1031 // Whatever a rule throws, the others still run, and the scan is reported as incomplete.
        catch (Exception error)
#pragma warning restore CA1031
        {
            cancellationToken.ThrowIfCancellationRequested();
            runs.AddRange(rule.Descriptors.Select(descriptor => options.Disabled.Contains(descriptor.Id)
                ? new RuleRun(descriptor, RuleStatus.Disabled, null, 0)
                : new RuleRun(descriptor, RuleStatus.Failed, Reason(error), 0)));
            return RuleOutcome.Nothing;
        }
    }

    private void CheckIds()
    {
        var twice = rules.SelectMany(rule => rule.Descriptors).GroupBy(descriptor => descriptor.Id).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new InvalidOperationException($"Two rules have the id {twice.Key}.");
    }

    /// <summary>Reports, suppressions and <c>--disable</c> go by the declared ids, so that nothing else may come out of a rule.</summary>
    private static void CheckDeclared(IRule rule, RuleOutcome outcome, Dataset dataset)
    {
        var declared = rule.Descriptors.Select(descriptor => descriptor.Id).ToHashSet(StringComparer.Ordinal);
        var reported = outcome.Findings.Select(finding => finding.RuleId).Concat(outcome.Skipped.Keys).Concat(outcome.Limits.Keys);
        if (reported.FirstOrDefault(id => !declared.Contains(id)) is { } undeclared)
            throw new InvalidOperationException($"{rule.GetType().Name} reports {undeclared}, which it does not declare.");
        if (outcome.Scores.FirstOrDefault(column => column.Values.Count != dataset.Samples.Count) is { } column)
            throw new InvalidOperationException($"{rule.GetType().Name} scores {column.Values.Count} of {dataset.Samples.Count} samples in {column.Name}.");
    }

    private RuleRun Completed(RuleDescriptor rule, RuleOutcome outcome, Dataset dataset)
    {
        if (options.Disabled.Contains(rule.Id))
            return new RuleRun(rule, RuleStatus.Disabled, null, 0);
        if (dataset.HoldsVectors && !rule.TakesVectors)
            return new RuleRun(rule, RuleStatus.Skipped, NeedsPixels, 0);
        if (outcome.Skipped.TryGetValue(rule.Id, out var reason))
            return new RuleRun(rule, RuleStatus.Skipped, reason, 0) { Wants = outcome.Wants };

        return new RuleRun(rule, RuleStatus.Completed, outcome.Limits.GetValueOrDefault(rule.Id), outcome.Findings.Count(finding => finding.RuleId == rule.Id));
    }

    private Finding WithLevel(Finding finding, IRule rule)
    {
        var level = options.LevelOf(rule.Descriptors.First(descriptor => descriptor.Id == finding.RuleId), finding.Level);
        return level == finding.Level ? finding : finding with { Level = level };
    }

    private static string Reason(Exception error)
    {
        var root = error is AggregateException several ? several.Flatten().InnerExceptions[0] : error;
        return $"{root.GetType().Name}: {Printable.Text(root.Message)}";
    }
}
