using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Verification;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>Groups that pixels alone propose, for networks to prove or refute.</summary>
internal static class PixelGroups
{
    /// <summary>
    /// What shares a patch, a pattern or a wave less is natural in many datasets. (Of clean sets MNIST reaches 0.9 and Fashion-MNIST 0.7; white patches in two classes of the latter 0.7 to 1.2, no error
    /// beside one another.)
    /// </summary>
    private const double LeastScore = 0.6;

    /// <summary>From the limits on that are not configured: they are proposals only.</summary>
    /// <param name="context">The scan.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <returns>For some classes a group that was processed alike, and for some one that shares something, where that is no error by itself; the surest images first.</returns>
    public static List<FoundGroup> Find(ScanContext context, CancellationToken cancellationToken)
    {
        using var scratch = new PixelStore(context.Options.TemporaryFolder);
        var features = FeatureStore.Build(context, scratch, cancellationToken);
        if (TriggerAnalysis.AnalysableClasses(features).Count == 0)
            return [];

        var found = TriggerAnalysis.Run(features, context.Options, TriggerLimits.Default, context.Progress, cancellationToken);
        return
        [
            .. found.Traced(TriggerLimits.Default).Concat(found.Verdicts.Where(verdict => verdict is { IsTrigger: false, Best.Score: >= LeastScore }).Select(verdict => verdict.Best))
                .Select(group => new FoundGroup(group.Class, Array.ConvertAll(group.SurestFirst(), row => features.ClassStarts[group.Class] + row))),
        ];
    }
}
