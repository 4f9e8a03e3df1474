using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Tests.Caching;

/// <summary>Scores every image by the pixels of its views, reports the brightest with its picture, and counts how often it ran.</summary>
internal sealed class BrightestRule : IRule
{
    public int Runs { get; private set; }

    public ScanDepth Depth { get; init; } = ScanDepth.Fast;

    public IReadOnlyList<RuleDescriptor> Descriptors => [new("DG2201", "brightest", "Brightest", FindingLevel.Warning, Depth, typeof(BrightestRule))];

    public RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken)
    {
        Runs++;
        var scores = context.Dataset.Samples.Select(sample => sample.Facts is null ? float.NaN : Brightness(context.Views.Read(sample))).ToArray();
        var order = Enumerable.Range(0, scores.Length).Where(i => !float.IsNaN(scores[i])).OrderByDescending(i => scores[i]).Take(3).Select(i => context.Dataset.Samples[i]).ToArray();
        return new RuleOutcome
        {
            Findings =
            [
                new Finding
                {
                    RuleId = "DG2201",
                    Level = FindingLevel.Warning,
                    Title = "Brightest",
                    Message = "The brightest.",
                    Score = scores.Where(score => !float.IsNaN(score)).Max(),
                    Location = FindingLocation.Of(order[0], context.Dataset),
                    Samples = [.. order.Select(sample => new FlaggedSample(sample, 0.1))],
                    Measures = [new Measure("count", order.Length)],
                    Pictures = [new EvidencePicture("brightest", "The brightest.", context.Views.Read(order[0]).Whole)],
                },
            ],
            Scores = [new ScoreColumn("brightness", scores)],
        };
    }

    private static float Brightness(SampleViews views) =>
        views.Crops.Prepend(views.Whole).Sum(view => view.Pixels.ToArray().Sum(value => (float)value));
}
