using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Rules.Classes;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Features.Surrogates;
using DatasetGuard.Detection.Rules.Labels;
using DatasetGuard.Detection.Rules.Outliers;
using DatasetGuard.Detection.Rules.Triggers;
using DatasetGuard.Detection.Verification;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Detection.Rules.Surrogates;

/// <summary>Trains small networks on the suspect data itself, looks for groups that they treat unlike their class, and proves which are triggers.</summary>
public sealed class SurrogateRule : IRule
{
    /// <summary>More classes are not verified: each takes half a second of a processor.</summary>
    private const int MaxVerified = 100;

    public IReadOnlyList<RuleDescriptor> Descriptors { get; } = [.. LabelRules.All, .. OutlierRules.All, BackdoorFinding.Rule];

    public bool UsesAllCores => true;

    public RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken)
    {
        var rows = ClassRows.Of(context.Dataset);
        if (context.Dataset.HoldsVectors)
            return EvaluateVectors(GivenFeatures.Of(context, cancellationToken)!, rows, context, cancellationToken);
        if (ReasonToSkip(rows, context.Views.Geometry) is { } reason)
            return new RuleOutcome { Skipped = Descriptors.ToDictionary(rule => rule.Id, _ => reason) };

        var given = GivenFeatures.Of(context, cancellationToken);
        LibTorch.EnsureLoaded();
        using var model = SurrogateModel.Train(context, rows, cancellationToken);
        var suspicion = Suspicion.Of(model);
        int[] classes = [.. Enumerable.Range(0, rows.Classes).Where(c => rows.CountOf(c) >= ClassVerifier.MinClass)];
        var outliers = InParallel(classes, c => ClassOutliers.Of(model, c), context, cancellationToken);
        var verified = MostSuspicious(outliers, suspicion, rows);
        var lookAlikes = new Lazy<LookAlikes>(() => new LookAlikes(rows, model.TrainingRows, context, cancellationToken));
        var verifier = new ClassVerifier(model, suspicion, BackdoorLimits.Of(context.Options), context.Options.Seed);
        var proofs = Verify(verified, verifier, context, cancellationToken);

        // A network that knows nothing of the classes takes any group for anything.
        var withheld = model.KnowsClasses ? Withheld(model, outliers, suspicion, lookAlikes, context, cancellationToken) : [];
        var backdoors = Backdoors(proofs, withheld, model, context);
        var reasonNotToUseGiven = given is null ? null : GivenOutliers.ReasonToSkip(given, rows);
        if (given is not null)
            outliers = reasonNotToUseGiven is null ? GivenOutliers.Of(given, rows, context, cancellationToken) : [];

        var proven = backdoors.Select(backdoor => backdoor.Class).ToHashSet();
        var notChecked = Reasons([
            .. LabelRules.All.Select(rule => (rule, LabelRules.ReasonToSkip(rule, model.OutOfFold, rows, context.Options))),
            .. OutlierRules.All.Select(rule => (rule, reasonNotToUseGiven ?? OutlierRules.ReasonToSkip(rule, outliers.Length))),
        ]);
        return new RuleOutcome
        {
            Findings =
            [
                .. backdoors.Select(backdoor => backdoor.Finding),
                .. OutlierRules.Report(outliers, proven, rows, context, given is null ? "the surrogate's features" : given.Name),
                .. LabelRules.Report(model.OutOfFold, rows, context).Where(finding => !notChecked.ContainsKey(finding.RuleId)),
            ],
            Skipped = notChecked,
            Scores = Scores(outliers, suspicion, model.OutOfFold, rows, context.Dataset),
            Map = given is null
                ? FeaturePlane.Of("the features of a small network that was trained on this data set", rows.Samples, model.Shape.Features, (row, vector) => model.Features(row).CopyTo(vector), cancellationToken)
                : MapOf(given, rows, cancellationToken),
            Limits = Limits(classes.Length, verified.Count(one => verifier.HasHosts(one.Class)), model, context.Dataset),
        };
    }

    /// <summary>Features without pixels: nothing is trained, and the outlier tests run alone.</summary>
    private static RuleOutcome EvaluateVectors(GivenFeatures features, ClassRows rows, ScanContext context, CancellationToken cancellationToken)
    {
        if (GivenOutliers.ReasonToSkip(features, rows) is { } reason)
            return new RuleOutcome { Skipped = Reasons(OutlierRules.All.Select(rule => (rule, (string?)reason))), Map = FeaturePlane.Missing(features.Name, features.Length) };

        LibTorch.EnsureLoaded();
        var outliers = GivenOutliers.Of(features, rows, context, cancellationToken);
        var notChecked = Reasons(OutlierRules.All.Select(rule => (rule, OutlierRules.ReasonToSkip(rule, outliers.Length))));
        return new RuleOutcome
        {
            Findings = [.. OutlierRules.Report(outliers, new HashSet<int>(), rows, context, features.Name)],
            Scores = [.. OutlierRules.Scores(outliers, rows, context.Dataset)],
            Skipped = notChecked,
            Map = MapOf(features, rows, cancellationToken),
            Limits = Reasons(OutlierRules.All.Where(rule => !notChecked.ContainsKey(rule.Id)).Select(rule => (rule, GivenOutliers.Limits(rows, context)))),
        };
    }

    /// <summary>What the networks propose, what pixels alone propose, what was saved alike, and at depth deep what is proposed by networks that see nothing but edges.</summary>
    private static WithheldGroup[] Withheld(SurrogateModel model, ClassOutliers[] classes, float[] suspicion, Lazy<LookAlikes> lookAlikes, ScanContext context, CancellationToken cancellationToken)
    {
        var withholding = new GroupWithholding(model, classes, context, lookAlikes);
        WithheldGroup[] groups =
        [
            .. withholding.Run(suspicion, cancellationToken),
            .. withholding.RunFound([.. PixelGroups.Find(context, cancellationToken), .. SavedGroups(context.Dataset, model.Rows)], cancellationToken),
        ];
        if (context.Options.Depth < ScanDepth.Deep)
            return groups;

        return [.. groups, .. withholding.RunOdd(EdgeNetworks.Margins(context, model.Rows, cancellationToken), cancellationToken)];
    }

    /// <summary>The part of a class that was saved unlike the rest of it and all other classes: whoever changes images writes them anew.</summary>
    private static IEnumerable<FoundGroup> SavedGroups(Dataset dataset, ClassRows rows)
    {
        foreach (var (classIndex, samples) in EncoderRule.Find(dataset))
        {
            var saved = samples.ToHashSet();
            int[] group = [.. rows.Of(classIndex).Where(row => saved.Contains(dataset.Samples[rows.Samples[row]]))];
            if (2 * group.Length <= rows.CountOf(classIndex))
                yield return new FoundGroup(classIndex, group, IsWhole: true);
        }
    }

    private static FeatureMap? MapOf(GivenFeatures given, ClassRows rows, CancellationToken cancellationToken) =>
        FeaturePlane.Of(given.Name, rows.Samples, given.Length, (row, vector) => given.Read(rows.Samples[row], vector), cancellationToken);

    /// <summary>The ids of the rules that there is something to say of, with what it is.</summary>
    private static Dictionary<string, string> Reasons(IEnumerable<(RuleDescriptor Rule, string? Reason)> rules) =>
        rules.Where(item => item.Reason is not null).ToDictionary(item => item.Rule.Id, item => item.Reason!);

    private static string? ReasonToSkip(ClassRows rows, ViewGeometry geometry)
    {
        var counts = Enumerable.Range(0, rows.Classes).Select(rows.CountOf).Where(count => count > 0).ToList();
        if (counts.Count < 2)
            return "Needs images of at least two classes: a network is trained to tell them apart.";
        if (Math.Min(geometry.Width, geometry.Height) < ClassVerifier.MinSide)
            return $"The images are smaller than {ClassVerifier.MinSide} x {ClassVerifier.MinSide} pixels: the square that is put onto other images would be most of what they show.";

        return counts.TrueForAll(count => count < ClassVerifier.MinClass) ? $"No class has {ClassVerifier.MinClass} images: the smallest in which a minority can be told." : null;
    }

    private static T[] InParallel<TItem, T>(IReadOnlyList<TItem> items, Func<TItem, T> work, ScanContext context, CancellationToken cancellationToken)
    {
        var results = new T[items.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = context.Options.Jobs, CancellationToken = cancellationToken };
        OneByOne.For(items.Count, options, i => results[i] = work(items[i]));
        return results;
    }

    /// <summary>All classes, or of very many those with the most suspicious images.</summary>
    private static ClassOutliers[] MostSuspicious(ClassOutliers[] classes, float[] suspicion, ClassRows rows) =>
    [
        .. classes
            .OrderByDescending(one => rows.Of(one.Class).Select(row => suspicion[row]).OrderDescending().Take(ClassVerifier.GroupSize(one.Space.Count)).Average())
            .ThenBy(one => one.Class)
            .Take(MaxVerified)
            .OrderBy(one => one.Class),
    ];

    private static BackdoorProof[] Verify(ClassOutliers[] classes, ClassVerifier verifier, ScanContext context, CancellationToken cancellationToken)
    {
        context.Progress.Begin("Verifying", classes.Length);
        var proofs = InParallel(
            classes,
            one =>
            {
                var proof = verifier.Verify(one, cancellationToken);
                context.Progress.Advance(1);
                return proof;
            },
            context,
            cancellationToken);
        return [.. proofs.OfType<BackdoorProof>()];
    }

    /// <summary>For each class the surest proof: what flips other images shows the trigger as well, and goes first; what both show is in its list.</summary>
    private static List<(int Class, Finding Finding)> Backdoors(BackdoorProof[] proofs, WithheldGroup[] withheld, SurrogateModel model, ScanContext context)
    {
        IReadOnlyList<int> AlsoShown(int classIndex) => [.. withheld.Where(group => group.Class == classIndex && group.IsShown).SelectMany(group => group.Members).Distinct()];
        return
        [
            .. proofs.Select(proof => (proof.Class, proof.IsShown, Finding: new Func<Finding>(() => BackdoorFinding.Of(proof with { Withheld = AlsoShown(proof.Class) }, model, context))))
                .Concat(withheld.Where(group => group.IsSuspected).Select(group => (group.Class, group.IsShown, Finding: new Func<Finding>(() => BackdoorFinding.Of(group, model, context)))))
                .GroupBy(item => item.Class)
                .Select(items => items.OrderByDescending(item => item.IsShown).First())
                .Select(item => (item.Class, item.Finding())),
        ];
    }

    private Dictionary<string, string> Limits(int looked, int verified, SurrogateModel model, Dataset dataset)
    {
        var rows = model.Rows;
        var small = Enumerable.Range(0, rows.Classes).Count(c => rows.CountOf(c) is > 0 and < ClassVerifier.MinClass);
        var parts = new List<string>();
        if (dataset.Samples.Count > rows.Count)
            parts.Add($"Not looked at: files without a label or without pixels: {dataset.Samples.Count - rows.Count:N0}.");
        if (small > 0)
            parts.Add($"Classes with fewer than {ClassVerifier.MinClass} images were only trained on: {small:N0}.");

        var shared = string.Join(' ', parts);
        var limits = shared.Length == 0 ? [] : Descriptors.ToDictionary(rule => rule.Id, _ => shared);
        if (looked > verified)
            parts.Add($"Tried on other images was what {verified:N0} of {looked:N0} classes carry: of the {MaxVerified} most suspicious those against which the networks know enough images of other classes.");
        if (!model.HasLearned)
            parts.Add($"The surrogate finds {model.Accuracy:P0} of its own training images in their class, and networks that did not see them {model.UnseenAccuracy:P0}: what is not learned, triggers included, is not covered.");
        if (parts.Count > 0)
            limits[BackdoorFinding.Rule.Id] = string.Join(' ', parts);

        return limits;
    }

    private static ScoreColumn[] Scores(ClassOutliers[] outliers, float[] suspicion, OutOfFold outOfFold, ClassRows rows, Dataset dataset)
    {
        float[] Column(IEnumerable<(int Row, double Score)> scores)
        {
            var values = new float[dataset.Samples.Count];
            Array.Fill(values, float.NaN);
            foreach (var (row, score) in scores)
                values[rows.Samples[row]] = (float)score;

            return values;
        }

        return
        [
            new ScoreColumn("fine_detail", Column(suspicion.Select((score, row) => (row, (double)score)))),
            new ScoreColumn("label_doubt", Column(outOfFold.LabelProbability.Select((probability, row) => (row, 1.0 - probability)))),
            .. OutlierRules.Scores(outliers, rows, dataset),
        ];
    }
}
