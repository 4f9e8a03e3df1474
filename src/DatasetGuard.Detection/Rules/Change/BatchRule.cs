using DatasetGuard.Core;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Rules.Change;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Detection.Rules.Change;

/// <summary>Compares the new images of a class with the accepted ones: what natural classes have is in both.</summary>
public sealed class BatchRule : IRule
{
    /// <summary>So many accepted images of a class, drawn by the seed, stand for all.</summary>
    private const int MostAccepted = 5000;

    private const int LeastAccepted = 50;
    private const int MaxExamples = 8;

    /// <summary>Images that are unlike the accepted ones each by itself are suspicious; a batch that is a little unlike them as a whole comes from another source.</summary>
    private const int LeastOutstanding = 5;
    private const double LeastOutstandingShare = 0.025;

    private static readonly int Statistics = Enum.GetValues<BatchDifferenceKind>().Length;

    private static readonly RuleOption FalseAlarm = new("falseAlarm", 0.01, 0.0001, 0.5, "Chance that a scan reports any class although new and accepted images come from one source.");
    private static readonly RuleOption LeastNew = new("leastNew", 30, 10, 100_000, "New images of a class without which it is not compared.") { IsWhole = true };

    private static readonly RuleDescriptor Rule = new("DG1402", "batch-difference", "New images that differ from the accepted ones", FindingLevel.Warning, ScanDepth.Fast, typeof(BatchRule))
    {
        Options = [FalseAlarm, LeastNew],
        UsesAccepted = true,
    };

    public IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Rule];

    public bool UsesAllCores => true;

    public RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken)
    {
        if (context.Options.Accepted is not { } accepted)
            return Skip(AcceptedRule.NothingAccepted) with { Wants = AcceptedRule.WantsAccepted };
        if (!ResidualFeatures.CanMeasure(context.Views.Geometry.Width, context.Views.Geometry.Height))
            return Skip($"The pictures have fewer than {ResidualFeatures.CellsPerSide} pixels a side.");

        var leastNew = (int)context.Options.ValueOf(Rule, LeastNew);
        var all = Batch.Of(DatasetChange.Of(accepted, context.Dataset), context.Dataset);
        var batches = all.FindAll(batch => batch.New.Count >= leastNew && batch.Accepted.Count >= LeastAccepted);
        if (all.Count > 0 && batches.Count == 0)
            return Skip($"No class has {leastNew:N0} new images and {LeastAccepted} accepted ones to compare them with.");

        // Of all statistics of all classes together; each is above all of its draws with a chance of 1 / (draws + 1).
        var draws = (int)Math.Ceiling(Statistics * batches.Count / context.Options.ValueOf(Rule, FalseAlarm)) - 1;
        var findings = new Finding?[batches.Count];
        var scores = Enumerable.Repeat(float.NaN, context.Dataset.Samples.Count).ToArray();
        context.Progress.Begin("Comparing new images with accepted ones", batches.Sum(batch => batch.Count));
        for (var i = 0; i < batches.Count; i++)
            findings[i] = Compare(batches[i].Drawn(MostAccepted, context.Options.Seed), draws, scores, context, cancellationToken);

        return new RuleOutcome
        {
            Findings = [.. findings.OfType<Finding>()],
            Scores = batches.Count == 0 ? [] : [new ScoreColumn("batch_difference", scores)],
            Limits = Limits(all, batches, leastNew) is { } limits ? new Dictionary<string, string> { [Rule.Id] = limits } : [],
        };
    }

    private static RuleOutcome Skip(string reason) => new() { Skipped = new Dictionary<string, string> { [Rule.Id] = reason } };

    private static string? Limits(List<Batch> all, List<Batch> batches, int leastNew)
    {
        var left = all.Except(batches).ToList();
        var drawn = batches.FindAll(batch => batch.Accepted.Count > MostAccepted);
        string[] parts =
        [
            .. left.Count > 0 ? [$"Not compared: {left.Sum(batch => batch.New.Count):N0} new images of classes with fewer than {leastNew:N0} new or {LeastAccepted} accepted ones: {left.Count:N0}."] : Array.Empty<string>(),
            .. drawn.Count > 0 ? [$"{MostAccepted:N0} accepted images, drawn by the seed, stand for all of a class; classes with more: {drawn.Count:N0}."] : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? null : string.Join(' ', parts);
    }

    private static Finding? Compare(Batch batch, int draws, float[] scores, ScanContext context, CancellationToken cancellationToken)
    {
        var (width, height) = (context.Views.Geometry.Width, context.Views.Geometry.Height);
        var shape = new ResidualFeatures(width, height);
        var rows = new sbyte[batch.Count * shape.Length];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = context.Options.Jobs, CancellationToken = cancellationToken };
        Parallel.For(0, batch.Count, parallel, () => new ResidualFeatures(width, height), (i, _, features) =>
        {
            features.Measure(context.Views.Read(context.Dataset.Samples[batch[i]]).Whole, rows.AsSpan(i * shape.Length, shape.Length));
            context.Progress.Advance(1);
            return features;
        }, _ => { });

        var test = new BatchTest(rows, shape.Length, shape.Bins, batch.New.Count);
        var differences = test.Run(draws, context.Options.Seed, cancellationToken);
        if (differences.Count == 0)
            return null;

        var ofImages = test.Scores(differences[0]);
        for (var i = 0; i < batch.New.Count; i++)
            scores[batch.New[i]] = (float)ofImages[i];

        return Report(batch, differences, ofImages, context);
    }

    private static Finding Report(Batch batch, List<BatchDifference> differences, double[] scores, ScanContext context)
    {
        var dataset = context.Dataset;
        var name = dataset.Classes[batch.Class];
        var ranked = Enumerable.Range(0, batch.New.Count).OrderByDescending(i => scores[i]).ThenBy(i => i).ToList();

        // Above 99.9 % of the accepted images; where no image stands out, all of them together are what differs.
        var cut = scores.Skip(batch.New.Count).Order().ElementAt((int)(0.999 * (batch.Accepted.Count - 1)));
        var outstanding = ranked.FindAll(i => scores[i] > cut);
        var doStandOut = outstanding.Count >= Math.Max(LeastOutstanding, LeastOutstandingShare * batch.New.Count);
        var listed = doStandOut ? outstanding : ranked;
        var samples = listed.ConvertAll(i => new FlaggedSample(dataset.Samples[batch.New[i]], scores[i]));
        var who = doStandOut
            ? $"{outstanding.Count:N0} of them stand out alone and are listed: a trigger or wrong labels look like that"
            : "Hardly any stands out alone, so all are listed: another source, camera, crop or encoder looks like that";
        return new Finding
        {
            RuleId = Rule.Id,
            Level = doStandOut ? FindingLevel.Warning : FindingLevel.Note,
            Title = Rule.Title,
            Message = $"The {batch.New.Count:N0} new images of class '{Printable.Text(name)}' are not like the accepted ones: {string.Join("; ", differences.Select(Describe))}. {who}.{Encoders(batch, dataset)} "
                + "Look at them and ask where they come from; 'datasetguard baseline update' accepts them.",
            Class = name,
            Score = differences[0].Ratio,
            Threshold = 1,
            Location = FindingLocation.Of(samples[0].Sample, dataset),
            Samples = samples,
            Measures = [new Measure("newImages", batch.New.Count), new Measure("outstanding", outstanding.Count), .. differences.Select(one => new Measure(one.Kind.ToString().ToLowerInvariant(), one.Observed))],
            Pictures = [new EvidencePicture("images", "the new images that differ most", PictureRow.Of([.. samples.Take(MaxExamples).Select(flagged => context.Views.Read(flagged.Sample).Whole)])) { IsOfSamples = true }],
        };
    }

    private static string Describe(BatchDifference difference) => difference.Kind switch
    {
        BatchDifferenceKind.Pattern => $"many share a pattern at the same place (phase coherence {difference.Observed:0.0}, by chance 1)",
        BatchDifferenceKind.Wave => $"many share a wave (coherence {difference.Observed:0.0}, by chance at most {difference.Chance:0.0})",
        _ => $"they look otherwise in detail, noise or marks ({difference.Observed:0.00} standard deviations, by chance at most {difference.Chance:0.00})",
    };

    /// <summary>Who changes images saves them anew; so does who takes them from elsewhere.</summary>
    private static string Encoders(Batch batch, Dataset dataset)
    {
        var known = batch.Accepted.Select(i => dataset.Samples[i].Encoding?.Fingerprint).ToHashSet();
        var other = batch.New.Select(i => dataset.Samples[i].Encoding?.Fingerprint).Where(settings => !known.Contains(settings)).ToList();
        return other.Count == 0 ? "" : $" {other.Count:N0} were saved in a way that no accepted image of the class was{(other[0] is { } settings ? $" ({settings})" : "")}.";
    }

    /// <summary>The images of a class, as indices into the dataset's samples.</summary>
    private sealed record Batch(int Class, IReadOnlyList<int> New, IReadOnlyList<int> Accepted)
    {
        public int Count => New.Count + Accepted.Count;

        /// <summary>New images first.</summary>
        public int this[int i] => i < New.Count ? New[i] : Accepted[i - New.Count];

        /// <summary>Every class with new images that could be decoded, in the order of classes.</summary>
        public static List<Batch> Of(DatasetChange change, Dataset dataset)
        {
            var fresh = change.New.Select(sample => sample.Id).ToHashSet(StringComparer.Ordinal);
            return [.. Enumerable.Range(0, dataset.Samples.Count)
                .Where(i => dataset.Samples[i] is { ClassIndex: >= 0, Facts: not null })
                .GroupBy(i => dataset.Samples[i].ClassIndex)
                .OrderBy(group => group.Key)
                .Select(group => (Class: group.Key, Images: group.ToLookup(i => fresh.Contains(dataset.Samples[i].Id))))
                .Select(item => new Batch(item.Class, [.. item.Images[true]], [.. item.Images[false]]))
                .Where(batch => batch.New.Count > 0)];
        }

        public Batch Drawn(int most, int seed)
        {
            if (Accepted.Count <= most)
                return this;

            int[] order = [.. Accepted];
            new Random(seed).Shuffle(order);
            return this with { Accepted = [.. order.Take(most).Order()] };
        }
    }
}
