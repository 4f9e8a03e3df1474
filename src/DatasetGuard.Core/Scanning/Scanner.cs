using System.Reflection;
using DatasetGuard.Core.Caching;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Rules.Change;

namespace DatasetGuard.Core.Scanning;

/// <summary>The way of the data: read, decode, look, judge.</summary>
public sealed class Scanner(IReadOnlyList<IRule> rules, ScanOptions options, IScanProgress progress)
{
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

        var results = new RuleRunner(options, context, outcomes).Run(rules, cancellationToken);
        var runs = results.SelectMany(result => result.Runs).ToList();
        var findings = results
            .SelectMany(result => result.Outcome.Findings.Where(finding => !options.Disabled.Contains(finding.RuleId)).Select(finding => WithLevel(finding, result.Rule)))
            .ToList();
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
            Scores = [.. results.SelectMany(result => result.Outcome.Scores)],
            Maps = [.. results.Select(result => result.Outcome.Map).OfType<FeatureMap>()],
            Gate = Gate.Judge(findings, runs, options.FailOn),
            Thumbnails = options.KeepsThumbnails ? ThumbnailPicker.Pick(dataset, views, findings, cancellationToken) : Thumbnails.None,
        };
    }

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

    private void CheckIds()
    {
        var twice = rules.SelectMany(rule => rule.Descriptors).GroupBy(descriptor => descriptor.Id).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
            throw new InvalidOperationException($"Two rules have the id {twice.Key}.");
    }

    private Finding WithLevel(Finding finding, IRule rule)
    {
        var level = options.LevelOf(rule.Descriptors.First(descriptor => descriptor.Id == finding.RuleId), finding.Level);
        return level == finding.Level ? finding : finding with { Level = level };
    }
}
