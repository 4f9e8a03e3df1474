using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features.Encoders;
using DatasetGuard.Learning.Encoders;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Detection.Rules.Collisions;

/// <summary>Finds images that were made to have the features of another class in the encoder that will be transferred.</summary>
public sealed class CollisionRule : IRule
{
    /// <summary>So many fragile images with one rival class are no chance.</summary>
    public const int GroupSize = 3;

    private const string NotChecked =
        "Not checked: a collision shows in the encoder that it was made for and in no other. If a trained encoder will be transferred, pass its ONNX file with features.model or --features.";

    private const string NeedsEncoder =
        "Not checked: what is looked for shows when an image is changed slightly and encoded again, and precomputed features cannot be. Pass the encoder itself in their place.";

    private const string NotTransferred =
        "Not checked: the model of --features was trained on this data, as --activations says, and collisions are forged for an encoder that was trained on other data.";

    private static readonly RuleOption Cut = new("cut", 9, 4, 18, "The fragility from which an image is reported, in robust standard deviations of two measures together.");
    private static readonly RuleOption Ratio = new("ratio", Conformity.MaxRatio, 0.01, 1, "The distance of the features to that of the pixels, both over their medians, below which an image and its nearest of another class collide.");
    private static readonly RuleOption Weight = new("weight", Watermark.LeastWeight, 0.02, Watermark.MostWeight, "The weight of the other picture above which a watermark is reported.");
    private static readonly RuleDescriptor Collision = new("DG2101", "feature-collision", "Features of another class, forged for the encoder", FindingLevel.Error, ScanDepth.Standard, typeof(CollisionRule)) { Options = [Cut] };
    private static readonly RuleDescriptor Conform = new("DG2102", "conformity", "Neighbours of another class that look different", FindingLevel.Note, ScanDepth.Standard, typeof(CollisionRule)) { Options = [Ratio] };
    private static readonly RuleDescriptor Blend = new("DG2103", "watermark-blend", "A picture of another class lies faintly over the image", FindingLevel.Warning, ScanDepth.Standard, typeof(CollisionRule)) { Options = [Weight] };

    private readonly Func<FeatureSource, ViewGeometry, IEncoder> _open;

    public CollisionRule()
        : this((source, geometry) => EncoderFiles.Open(source, geometry.Width, geometry.Height))
    {
    }

    /// <param name="open">Gives the encoder, which the rule disposes of.</param>
    internal CollisionRule(Func<FeatureSource, ViewGeometry, IEncoder> open) => _open = open;

    public IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Collision, Conform, Blend];

    public bool UsesAllCores => true;

    public RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken)
    {
        if (context.Options.Features is not { } source)
            return Skip(NotChecked) with { Wants = "--features" };
        if (source.IsArray)
            return Skip(NeedsEncoder);
        if (source.IsAudited)
            return Skip(NotTransferred);

        var samples = CollisionAnalysis.SamplesOf(context);
        if (samples.Select(sample => context.Dataset.Samples[sample].ClassIndex).Distinct().Count() < 2)
            return Skip($"Needs two classes of at least {CollisionAnalysis.MinClass} images.");

        LibTorch.EnsureLoaded();
        using var encoder = RememberingEncoder.Of(_open(source, context.Views.Geometry), source, context.Options.Cache);
        if ((long)samples.Length * encoder.Length > CollisionAnalysis.MaxValues)
            return Skip($"The features of {samples.Length:N0} images, {encoder.Length:N0} values each, are more than the {CollisionAnalysis.MaxValues:N0} that are held. Scan a part, or set features.layer to a shorter one.");

        var analysis = CollisionAnalysis.Run(context, samples, encoder, cancellationToken);
        var report = new CollisionReport(analysis, context, encoder.Description);
        return new RuleOutcome
        {
            Findings =
            [
                .. report.Collisions(Collision, context.Options.ValueOf(Collision, Cut)),
                .. report.Conflicts(Conform, context.Options.ValueOf(Conform, Ratio)),
                .. report.Watermarks(Blend, context.Options.ValueOf(Blend, Weight)),
            ],
            Scores = report.Scores(),
            Map = FeaturePlane.Of("features of the encoder that will be transferred", analysis.Set.Samples, analysis.Set.Features.Columns, (row, vector) => analysis.Set.Features.Row(row).CopyTo(vector), cancellationToken),
            Skipped = analysis.Watermarks is null
                ? new Dictionary<string, string> { [Blend.Id] = $"Keeps a small picture of every image: of up to {CollisionAnalysis.MaxWatermarks:N0}, and here are {samples.Length:N0}." }
                : [],
            Limits = Limits(samples.Length, analysis.Neighbours.Recall, context),
        };
    }

    private RuleOutcome Skip(string reason) => new() { Skipped = Descriptors.ToDictionary(rule => rule.Id, _ => reason) };

    private Dictionary<string, string> Limits(int rows, double recall, ScanContext context)
    {
        var unseen = context.Dataset.Samples.Count - rows;
        List<string> parts = [];
        if (unseen > 0)
            parts.Add($"files without a label or without pixels, and images of classes with fewer than {CollisionAnalysis.MinClass}: {unseen:N0}");
        if (context.Views.Geometry.HasCrops)
            parts.Add($"structure finer than {context.Views.Geometry.Width} x {context.Views.Geometry.Height} pixels, the size at which the images were kept");

        Dictionary<string, string> limits = parts.Count == 0 ? [] : Descriptors.ToDictionary(rule => rule.Id, _ => $"Not looked at: {string.Join("; ", parts)}.");
        if (recall < 1)
            limits[Conform.Id] = $"{limits.GetValueOrDefault(Conform.Id)} Of the nearest images {recall:P0} are found: of more than {Neighbours.MaxExact:N0} each is compared with those of the nearest cells only.".TrimStart();

        return limits;
    }
}
