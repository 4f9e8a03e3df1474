using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Rules.Appearance;

/// <summary>Images whose size, shape or kind of colour is not that of the others.</summary>
public sealed class ShapeRule : IRule
{
    /// <summary>Longer than 1 to 0.35: CleanVision's threshold.</summary>
    private static readonly RuleOption Elongated = new("threshold", 1 / 0.35, 1, 100, "The longer side over the shorter one above which an image is listed.");

    private static readonly RuleOption Fence = new("fence", Oddness.Fence, 0.5, 100, "Interquartile ranges beyond the quartiles of all sides from which a size is odd.");

    private static readonly RuleDescriptor Size = new("DG1205", "odd-size", "Images of an odd size", FindingLevel.Note, ScanDepth.Fast, typeof(ShapeRule)) { Options = [Fence] };
    private static readonly RuleDescriptor Aspect = new("DG1206", "odd-aspect", "Images of an odd shape", FindingLevel.Note, ScanDepth.Fast, typeof(ShapeRule)) { Options = [Elongated] };
    private static readonly RuleDescriptor Gray = new("DG1207", "gray-among-colour", "Gray images and colour images together", FindingLevel.Note, ScanDepth.Fast, typeof(ShapeRule));

    public IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Size, Aspect, Gray];

    public RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken)
    {
        var dataset = context.Dataset;
        var decoded = dataset.Samples.Where(sample => sample.Facts is not null).ToList();
        var sizes = OddSizes(decoded, context.Options.ValueOf(Size, Fence));
        var elongated = context.Options.ValueOf(Aspect, Elongated);
        var aspects = Oddness.Above(decoded, sample => Elongation(sample.Facts!), elongated);
        var grays = GrayMinority(decoded);
        Finding?[] findings =
        [
            Report(Size, sizes, "far larger or smaller than the others", SizeOf, "They lose more than others when all are brought to one size; crop or replace them.", dataset),
            Report(Aspect, aspects, $"more than {Math.Floor(10 * elongated) / 10:0.#} times as long as wide", SizeOf, "Brought to a square they are distorted or lose their ends; crop them.", dataset),
            Report(
                Gray,
                new Oddness([.. grays.Select(sample => (sample, 1.0))], null),
                grays is [{ Facts.IsGray: true }, ..] ? "in gray among images in colour" : "in colour among gray images",
                _ => "",
                "If one class has most of them, the network learns the lack of colour in place of the class.",
                dataset),
        ];
        return new RuleOutcome
        {
            Findings = [.. findings.OfType<Finding>()],
            Limits = new[] { (Size.Id, sizes.Limit), (Aspect.Id, aspects.Limit) }.Where(item => item.Limit is not null).ToDictionary(item => item.Id, item => item.Limit!),
        };
    }

    /// <summary>Sides (roots of the area) outside the fences, scored by their ratio to the median side.</summary>
    private static Oddness OddSizes(List<Sample> decoded, double fence)
    {
        var sides = Oddness.Sorted(decoded.Select(sample => Side(sample.Facts!)));
        var (low, high) = Oddness.FencesOf(sides, fence);
        var odd = decoded.Where(sample => Side(sample.Facts!) < low || Side(sample.Facts!) > high).ToList();
        if (odd.Count > Oddness.LargestShare * decoded.Count)
            return new Oddness([], $"{odd.Count:N0} of {decoded.Count:N0} images are of another size than the rest: that is how this dataset is, so none is listed.");

        double Ratio(Sample sample) => Math.Max(Side(sample.Facts!) / sides[sides.Length / 2], sides[sides.Length / 2] / Side(sample.Facts!));
        return new Oddness([.. odd.Select(sample => (Sample: sample, Score: Ratio(sample))).OrderByDescending(item => item.Score)], null);
    }

    /// <summary>The gray images where fewer than half are gray, the others where fewer than half are not; none where both are as many.</summary>
    private static List<Sample> GrayMinority(List<Sample> decoded)
    {
        var (gray, colour) = (decoded.Where(sample => sample.Facts!.IsGray).ToList(), decoded.Where(sample => !sample.Facts!.IsGray).ToList());
        return gray.Count == colour.Count ? [] : gray.Count < colour.Count ? gray : colour;
    }

    private static double Side(ImageFacts facts) => Math.Sqrt((double)facts.Width * facts.Height);

    private static double Elongation(ImageFacts facts) => Math.Max((double)facts.Width / facts.Height, (double)facts.Height / facts.Width);

    private static string SizeOf(Sample sample) => $" ({sample.Facts!.Width} x {sample.Facts.Height})";

    private static Finding? Report(RuleDescriptor rule, Oddness found, string what, Func<Sample, string> detail, string advice, Dataset dataset) => found.Samples.Count == 0
        ? null
        : new Finding
        {
            RuleId = rule.Id,
            Level = rule.Level,
            Title = rule.Title,
            Message = $"{found.Samples.Count:N0} of {dataset.Samples.Count:N0} images, {what}: "
                + $"{Listing.Of(found.Samples, item => Printable.Text(item.Sample.Id) + detail(item.Sample))}. {advice}",
            Location = FindingLocation.Of(found.Samples[0].Sample, dataset),
            IsList = true,
            Samples = [.. found.Samples.Select(item => new FlaggedSample(item.Sample, rule == Gray ? null : item.Score))],
        };
}
