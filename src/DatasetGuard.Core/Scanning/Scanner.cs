using System.Reflection;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Rules;

namespace DatasetGuard.Core.Scanning;

/// <summary>The way of the data: read, decode, look, judge.</summary>
public sealed class Scanner(IReadOnlyList<IRule> rules, ScanOptions options, IScanProgress progress)
{
    public static string ToolVersion { get; } =
        typeof(Scanner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <param name="paths">One dataset or several; with several, sample ids begin with the name of their root.</param>
    /// <param name="format">One of <see cref="DatasetFormats.Names"/>.</param>
    /// <param name="cancellationToken">Stops within a second or so.</param>
    /// <exception cref="DatasetException">The dataset cannot be read.</exception>
    /// <exception cref="InvalidOperationException">Two rules have one id.</exception>
    public ScanResult Run(IReadOnlyList<string> paths, string format, CancellationToken cancellationToken)
    {
        CheckIds();
        using var store = new PixelStore(options.TemporaryFolder);
        var (dataset, views) = new DatasetLoader(store, options, progress).Load(paths, format, cancellationToken);
        var context = new ScanContext(dataset, views, options, progress);

        var runs = new List<RuleRun>();
        var findings = new List<Finding>();
        var scores = new List<ScoreColumn>();
        foreach (var rule in rules)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var outcome = Evaluate(rule, context, runs, cancellationToken);
            findings.AddRange(outcome.Findings.Where(finding => !options.Disabled.Contains(finding.RuleId)));
            scores.AddRange(outcome.Scores);
        }

        runs.Sort((a, b) => string.CompareOrdinal(a.Rule.Id, b.Rule.Id));
        findings.Sort(CompareFindings);
        return new ScanResult
        {
            ToolVersion = ToolVersion,
            Dataset = dataset,
            Rules = runs,
            Findings = findings,
            Scores = scores,
            Gate = Gate.Judge(findings, runs, options.FailOn),
        };
    }

    private RuleOutcome Evaluate(IRule rule, ScanContext context, List<RuleRun> runs, CancellationToken cancellationToken)
    {
        if (rule.Descriptors.All(descriptor => options.Disabled.Contains(descriptor.Id)))
        {
            runs.AddRange(rule.Descriptors.Select(descriptor => new RuleRun(descriptor, RuleStatus.Disabled, null, 0)));
            return RuleOutcome.Nothing;
        }

        try
        {
            var outcome = rule.Evaluate(context, cancellationToken);
            CheckDeclared(rule, outcome, context.Dataset);
            runs.AddRange(rule.Descriptors.Select(descriptor => Completed(descriptor, outcome)));
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

    private RuleRun Completed(RuleDescriptor rule, RuleOutcome outcome)
    {
        if (options.Disabled.Contains(rule.Id))
            return new RuleRun(rule, RuleStatus.Disabled, null, 0);
        if (outcome.Skipped.TryGetValue(rule.Id, out var reason))
            return new RuleRun(rule, RuleStatus.Skipped, reason, 0);

        return new RuleRun(rule, RuleStatus.Completed, outcome.Limits.GetValueOrDefault(rule.Id), outcome.Findings.Count(finding => finding.RuleId == rule.Id));
    }

    private static string Reason(Exception error)
    {
        var root = error is AggregateException several ? several.Flatten().InnerExceptions[0] : error;
        return $"{root.GetType().Name}: {Printable.Text(root.Message)}";
    }

    private static int CompareFindings(Finding a, Finding b)
    {
        var order = b.Level.CompareTo(a.Level);
        if (order == 0)
            order = string.CompareOrdinal(a.RuleId, b.RuleId);
        if (order == 0)
            order = Nullable.Compare(b.Score, a.Score);
        if (order == 0)
            order = string.CompareOrdinal(a.Class, b.Class);

        return order == 0 ? string.CompareOrdinal(a.Fingerprint, b.Fingerprint) : order;
    }
}
