using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Verification;

namespace DatasetGuard.Detection.Rules.Outliers;

/// <summary>The outlier tests on features that the user gives: no network is trained for them, and nothing can be put onto other images.</summary>
internal static class GivenOutliers
{
    /// <summary>Null when they can be looked at.</summary>
    public static string? ReasonToSkip(GivenFeatures features, ClassRows rows)
    {
        if (features.Length > GivenFeatures.MaxLength)
            return $"The feature vectors have {features.Length:N0} values; up to {GivenFeatures.MaxLength:N0} are looked at. Bring them to fewer, as by principal components.";

        return Classes(rows).Length == 0 ? $"No class has {ClassVerifier.MinClass} samples: the smallest in which a minority can be told." : null;
    }

    public static ClassOutliers[] Of(GivenFeatures features, ClassRows rows, ScanContext context, CancellationToken cancellationToken)
    {
        var classes = Classes(rows);
        var results = new ClassOutliers[classes.Length];
        context.Progress.Begin("Looking for outliers", classes.Length);
        OneByOne.For(classes.Length, new ParallelOptions { MaxDegreeOfParallelism = context.Options.Jobs, CancellationToken = cancellationToken }, i =>
        {
            var first = rows.Starts[classes[i]];
            var space = ClassSpace.Of((row, vector) => features.Read(rows.Samples[first + row], vector), features.Length, rows.CountOf(classes[i]), cancellationToken);
            results[i] = ClassOutliers.Of(classes[i], space);
            context.Progress.Advance(1);
        });
        return results;
    }

    /// <summary>What of a dataset of feature vectors was not looked at; null when everything was.</summary>
    public static string? Limits(ClassRows rows, ScanContext context)
    {
        List<string> parts = [];
        var unseen = context.Dataset.Samples.Count - rows.Count;
        var (looked, all) = (Classes(rows).Length, Enumerable.Range(0, rows.Classes).Count(c => rows.CountOf(c) > 0));
        if (unseen > 0)
            parts.Add($"Not looked at: rows without a label or with values that are no numbers: {unseen:N0}.");
        if (looked < all)
            parts.Add($"Not looked at: classes with fewer than {ClassVerifier.MinClass} rows: {all - looked:N0}.");
        if (context.Options.Features is not null)
            parts.Add("The encoder that --features or features.model names was not used: the dataset is features already.");

        return parts.Count == 0 ? null : string.Join(' ', parts);
    }

    private static int[] Classes(ClassRows rows) => [.. Enumerable.Range(0, rows.Classes).Where(c => rows.CountOf(c) >= ClassVerifier.MinClass)];
}
