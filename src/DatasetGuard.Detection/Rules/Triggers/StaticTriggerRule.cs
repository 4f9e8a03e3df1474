using DatasetGuard.Core;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>Finds groups of images of one class that share the same pixels (a patch, a blended pattern, a sinusoid) or were processed in the same way. No network is trained.</summary>
public sealed class StaticTriggerRule : IRule
{
    private static readonly RuleDescriptor Patch = new("DG2201", "static-patch", "The same patch in one class only", FindingLevel.Error, ScanDepth.Fast, typeof(StaticTriggerRule)) { Options = [TriggerLimit.ScoreOption, TriggerLimit.FactorOption] };
    private static readonly RuleDescriptor Blend = new("DG2202", "blended-pattern", "The same faint pattern in one class only", FindingLevel.Error, ScanDepth.Fast, typeof(StaticTriggerRule));
    private static readonly RuleDescriptor Wave = new("DG2203", "sinusoid", "The same wave in one class only", FindingLevel.Error, ScanDepth.Fast, typeof(StaticTriggerRule)) { Options = [TriggerLimit.ScoreOption, TriggerLimit.FactorOption] };

    public IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Patch, Blend, Wave, ProcessedGroup.Rule];

    public bool UsesAllCores => true;

    public RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken)
    {
        if (ReasonToSkip(context.Dataset) is { } reason)
            return new RuleOutcome { Skipped = Descriptors.ToDictionary(rule => rule.Id, _ => reason) };

        // Whether it is a patch or a pattern is told by the picture of what was found: both have the limits of the patches.
        var limits = new TriggerLimits(TriggerLimit.Of(Patch, context.Options), TriggerLimit.Of(Wave, context.Options)) { Traces = context.Options.ValueOf(ProcessedGroup.Rule, TriggerLimits.TraceOption) };

        // It takes one core a quarter of a second, and only what comes after the features needs it.
        var loading = Task.Run(LibTorch.EnsureLoaded, CancellationToken.None);
        using var scratch = new PixelStore(context.Options.TemporaryFolder);
        var features = FeatureStore.Build(context, scratch, cancellationToken);
        loading.GetAwaiter().GetResult();
        var found = TriggerAnalysis.Run(features, context.Options, limits, context.Progress, cancellationToken);
        var notTraced = ProcessedGroup.ReasonToSkip(features);
        return new RuleOutcome
        {
            Findings =
            [
                .. found.Verdicts.Where(verdict => verdict.IsTrigger).Select(verdict => Report(verdict, FindingLevel.Error, features, context)),
                .. found.Suspicions.Select(suspicion => Report(suspicion, FindingLevel.Warning, features, context)),
                .. notTraced is null ? found.Processed(limits).Select(group => ProcessedGroup.Report(group, limits.Traces, features, context)) : [],
            ],
            Scores = [Scores(found.Verdicts, features, context.Dataset)],
            Skipped = notTraced is not null ? new Dictionary<string, string> { [ProcessedGroup.Rule.Id] = notTraced } : [],
            Limits = Limits(features, context.Dataset),
        };
    }

    private static string? ReasonToSkip(Dataset dataset)
    {
        var counts = dataset.Samples.Where(sample => sample is { ClassIndex: >= 0, Facts: not null }).CountBy(sample => sample.ClassIndex).ToList();
        if (counts.Count < 2)
            return "Needs images of at least two classes: a trigger is what one class has and the others do not.";

        if (counts.TrueForAll(count => count.Value < GroupScorer.MinClass))
            return $"No class has {GroupScorer.MinClass} images: the smallest group that is looked for has {GroupScorer.MinGroup}, and is a minority.";

        var total = counts.Sum(count => count.Value);
        return counts.TrueForAll(count => count.Value < GroupScorer.MinClass || total - count.Value < GroupScorer.MinOthers)
            ? $"No class of {GroupScorer.MinClass} images or more has {GroupScorer.MinOthers} images of other classes to be compared with."
            : null;
    }

    private Dictionary<string, string> Limits(FeatureStore features, Dataset dataset)
    {
        var compared = ComparedClasses.Of(features);
        var unseen = dataset.Samples.Count - features.Rows;
        var counts = Enumerable.Range(0, dataset.Classes.Count).Select(features.CountOf).Where(count => count > 0).ToList();
        var small = counts.Count(count => count < GroupScorer.MinClass);
        var alone = counts.Count(count => count >= GroupScorer.MinClass && features.Rows - count < GroupScorer.MinOthers);
        (int Count, string What)[] limits =
        [
            (unseen, "files without a label or without pixels"),
            (small, $"classes with fewer than {GroupScorer.MinClass} images that were only compared with"),
            (alone, $"classes that were only compared with, having fewer than {GroupScorer.MinOthers} images of other classes against them"),
        ];
        (int Count, string What) untraced = (counts.Count(count => count >= GroupScorer.MinClass && !ProcessedGroup.HasOthers(features, count)) - alone, $"classes with fewer than {ProcessedGroup.LeastOthers(features):N0} images of other classes against them");
        string[] Of(RuleDescriptor rule) => [.. limits.Concat(rule == ProcessedGroup.Rule ? [untraced] : []).Where(limit => limit.Count > 0).Select(limit => $"{limit.What}: {limit.Count:N0}")];
        string TextOf(RuleDescriptor rule)
        {
            var notLookedAt = Of(rule);
            string[] sentences =
            [
                .. notLookedAt.Length > 0 ? [$"Not looked at: {string.Join("; ", notLookedAt)}."] : Array.Empty<string>(),
                .. rule != ProcessedGroup.Rule && compared.AreFew ? [$"With so few classes{(compared.AreGray ? " of gray pictures" : "")} a group must score more than with many to be an error."] : Array.Empty<string>(),
            ];
            return string.Join(' ', sentences);
        }

        return Descriptors.Select(rule => (rule.Id, Text: TextOf(rule))).Where(item => item.Text.Length > 0).ToDictionary(item => item.Id, item => item.Text);
    }

    private static Finding Report(ClassVerdict verdict, FindingLevel level, FeatureStore features, ScanContext context)
    {
        var best = verdict.Best;
        var first = features.ClassStarts[best.Class];
        var members = best.SurestFirst();
        int[] others = [.. Enumerable.Range(0, features.ClassStarts.Length - 1)
            .Where(c => c != best.Class && !best.Carriers.Contains(c))
            .SelectMany(c => Enumerable.Range(features.ClassStarts[c], features.CountOf(c)))];
        var (map, picture) = Map(best, Array.ConvertAll(members, row => first + row), others, features, context);
        var (rule, shape) = Name(best, map, picture, features.Layout);
        var samples = Array.ConvertAll(members, row => new FlaggedSample(
            context.Dataset.Samples[features.Samples[first + row]],
            best.ClassScores[row] / best.Factors.Distance));
        var name = context.Dataset.Classes[best.Class];
        return new Finding
        {
            RuleId = rule.Id,
            Level = level,
            Title = rule.Title,
            Message = Message(Printable.Text(name), members.Length, (double)members.Length / features.CountOf(best.Class), shape, Others(best, context.Dataset), level),
            Class = name,
            Score = best.Score,
            Threshold = verdict.Threshold,
            Location = FindingLocation.Of(samples[0].Sample, context.Dataset),
            Samples = samples,
            Measures =
            [
                .. best.Factors.Measures,
                new Measure("nextClassScore", verdict.Natural),
            ],
            Pictures = TriggerPictures.Draw(
                map,
                [.. samples.Take(TriggerPictures.MaxExamples).Select(flagged => TriggerMap.PictureOf(flagged.Sample, picture, context))]),
        };
    }

    /// <summary>
    /// The group's map of the picture that it was found in. A few pixels of a large image also show in the whole, but as a smear: then of the
    /// piece in native resolution that has them.
    /// </summary>
    private static (TriggerMap Map, int Picture) Map(TriggerCandidate best, int[] members, int[] others, FeatureStore features, ScanContext context)
    {
        TriggerMap Of(int picture) => TriggerMap.Of(picture, members, others, features, context);
        var found = best.Stage == TriggerStage.Window ? features.Layout.Windows[best.Place].Picture : 0;
        var map = Of(found);
        if (best.Stage == TriggerStage.Sinusoid || found > 0 || !features.Layout.Geometry.HasCrops || map.Patch() is not null)
            return (map, found);

        var pieces = Enumerable.Range(1, ViewStore.CropCount).Select(piece => (Map: Of(piece), Picture: piece)).Where(item => item.Map.Patch() is not null).ToList();
        return pieces.Count == 0 ? (map, found) : pieces.MaxBy(item => item.Map.Evidence);
    }

    /// <summary>What kind of trigger it is, by what the group shows: a patch may have been found in the whole picture, and a pattern in one window.</summary>
    private static (RuleDescriptor Rule, string Shape) Name(TriggerCandidate best, TriggerMap map, int picture, WindowLayout layout)
    {
        if (best.Stage == TriggerStage.Sinusoid)
            return (Wave, $"the same wave, {PlaceName.OfFrequency(layout, best.Place)}");
        if (picture > 0)
            return (Patch, $"the same pixels {PlaceName.OfPiece(picture)}");

        return map.Patch() is { } box
            ? (Patch, $"the same pixels {PlaceName.OfBox(layout, box)}")
            : (Blend, "the same faint pattern all over the picture");
    }

    /// <summary>Who has hardly anything of it, and which classes have a group of their own.</summary>
    private static string Others(TriggerCandidate best, Dataset dataset)
    {
        var names = best.Carriers.Select(c => $"'{Printable.Text(dataset.Classes[c])}'").ToList();
        return names.Count == 0
            ? "hardly any image of another class has them"
            : $"so have images of class {string.Join(" and ", names)}, but hardly any image of the other classes";
    }

    private static string Message(string className, int count, double share, string shape, string others, FindingLevel level) => level == FindingLevel.Error
        ? $"{count:N0} images of class '{className}' ({share:P1} of it) have {shape}, and {others}. "
            + "That is how a backdoor trigger looks; a border, a stamp or a camera that only this class has looks the same. "
            + "Look at the picture; if the mark does not belong to the class, remove the listed images, or remove the mark and check their labels."
        : $"{count:N0} images of class '{className}' ({share:P1} of it) seem to have {shape}: more than in other classes, but not beyond doubt, "
            + "and clean images may stand in the list. Look at the picture and at the first images of the list.";

    /// <summary>Each image's share of the way to the strongest group of its class: 0 as other classes, 1 as the group.</summary>
    private static ScoreColumn Scores(IReadOnlyList<ClassVerdict> verdicts, FeatureStore features, Dataset dataset)
    {
        var values = new float[dataset.Samples.Count];
        Array.Fill(values, float.NaN);
        foreach (var best in verdicts.Select(verdict => verdict.Best))
        {
            for (var row = 0; row < best.ClassScores.Length; row++)
                values[features.Samples[features.ClassStarts[best.Class] + row]] = (float)(best.ClassScores[row] / best.Factors.Distance);
        }

        return new ScoreColumn("static_trigger", values);
    }
}
