using DatasetGuard.Core;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>Reports a group of images of one class that were processed in the same way, unlike the rest of their class and all other classes.</summary>
internal static class ProcessedGroup
{
    public static readonly RuleDescriptor Rule = new("DG2205", "processed-alike", "Images of one class that were processed alike", FindingLevel.Warning, ScanDepth.Fast, typeof(StaticTriggerRule)) { Options = [TriggerLimits.TraceOption] };

    /// <summary>A difference of the factor 1.15 is named.</summary>
    private const double LeastDifference = 0.14;

    private const int Bands = 4;

    /// <summary>In a space of so many dimensions, fewer images say too little of how other classes vary: any group seems far away.</summary>
    private const int OthersPerValue = 5;

    /// <summary>Images of other classes without which a class is not looked at.</summary>
    public static int LeastOthers(FeatureStore features) => OthersPerValue * features.TraceLength;

    /// <param name="features">The extracted images.</param>
    /// <param name="count">Images of the class.</param>
    public static bool HasOthers(FeatureStore features, int count) => HasOthers(features.TraceLength, features.Rows - count);

    public static string? ReasonToSkip(FeatureStore features)
    {
        if (features.TraceLength == 0)
            return "The images are smaller than the 8 x 8 pixels of a block.";

        if (ComparedClasses.Of(features) is { AreFew: true } compared)
            return $"Too few classes have {GroupScorer.MinClass} images or more ({compared.Count:N0}): what one has and few others have not is often natural.";

        return TriggerAnalysis.AnalysableClasses(features).Exists(c => HasOthers(features, features.CountOf(c)))
            ? null
            : $"No class of {GroupScorer.MinClass} images or more has {LeastOthers(features):N0} images of other classes to be compared with.";
    }

    /// <param name="group">What was found.</param>
    /// <param name="limit">The score from which it is reported.</param>
    /// <param name="features">The extracted images.</param>
    /// <param name="context">The scan.</param>
    public static Finding Report(TriggerCandidate group, double limit, FeatureStore features, ScanContext context)
    {
        var first = features.ClassStarts[group.Class];
        var members = group.SurestFirst();
        int[] rest = [.. Enumerable.Range(0, group.ClassScores.Length).Except(group.Group).OrderBy(row => group.ClassScores[row])];
        var samples = Array.ConvertAll(members, row => new FlaggedSample(context.Dataset.Samples[features.Samples[first + row]], group.ClassScores[row] / group.Factors.Distance));
        var name = context.Dataset.Classes[group.Class];
        PixelBuffer[] Pictures(IEnumerable<int> rows) => [.. rows.Take(TriggerPictures.MaxExamples).Select(row => context.Views.Read(context.Dataset.Samples[features.Samples[first + row]]).Whole)];
        return new Finding
        {
            RuleId = Rule.Id,
            Level = FindingLevel.Warning,
            Title = Rule.Title,
            Message = $"{members.Length:N0} images of class '{Printable.Text(name)}' ({(double)members.Length / group.ClassScores.Length:P1} of it) were processed in the same way, unlike the others of their class and hardly any of another: "
                + $"{Difference(Array.ConvertAll(members, row => first + row), Array.ConvertAll(rest, row => first + row), features)}. "
                + "A network learns that in place of what they show. Filters, noise, compression and colours that an attacker changed look like that, and so does another source, camera or encoder of a part of the class. "
                + "Look at the pictures and ask where these images come from; remove them, or bring all images into one form.",
            Class = name,
            Score = group.Score,
            Threshold = limit,
            Location = FindingLocation.Of(samples[0].Sample, context.Dataset),
            Samples = samples,
            Measures = group.Factors.Measures,
            Pictures =
            [
                new EvidencePicture("examples", "images of the group, the surest first", PictureRow.Of(Pictures(members))) { IsOfSamples = true },
                new EvidencePicture("others", "images of the class that were not", PictureRow.Of(Pictures(rest))) { IsOfSamples = true },
            ],
        };
    }

    private static bool HasOthers(int traceLength, int others) => traceLength > 0 && others >= OthersPerValue * traceLength;

    /// <summary>In which bands of detail and colour the group differs most from the rest of its class.</summary>
    private static string Difference(int[] members, int[] rest, FeatureStore features)
    {
        var (own, others) = (Means(members, features), Means(rest, features));
        string[] names = ["fine detail", "coarse detail", "fine detail in colour", "colour"];
        var parts = Enumerable.Range(0, Bands)
            .Select(band => (Name: names[band], Difference: own[band] - others[band]))
            .Where(part => Math.Abs(part.Difference) >= LeastDifference)
            .OrderByDescending(part => Math.Abs(part.Difference))
            .Take(2)
            .Select(part => $"{Math.Exp(part.Difference):0.0#} times the {part.Name}")
            .ToList();
        return parts.Count == 0 ? "the same frequencies stand out in them" : $"on average they have {string.Join(" and ", parts)}";
    }

    /// <summary>Mean logarithms of the strength of fine and coarse luma, fine and coarse chroma; 0 where there is no chroma.</summary>
    private static double[] Means(int[] rows, FeatureStore features)
    {
        var means = new double[Bands];
        var traces = new sbyte[features.TraceLength];
        var some = GroupScorer.Some(rows);
        foreach (var row in some)
        {
            features.ReadTraces(row, traces);
            var bands = ProcessingTraces.Bands(traces);
            for (var band = 0; band < Bands; band++)
                means[band] += bands[band];
        }

        return Array.ConvertAll(means, sum => sum / Math.Max(1, some.Length));
    }
}
