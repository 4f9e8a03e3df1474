using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Rules.Appearance;

/// <summary>Images that show little: dark, bright, flat or blurred ones. One finding for each, with all of them.</summary>
public sealed class AppearanceRule : IRule
{
    private static readonly Test[] Tests =
    [
        new(
            new("DG1201", "dark", "Dark images", FindingLevel.Note, ScanDepth.Fast, typeof(AppearanceRule)),
            "darkness",
            look => 1 - look.HighBrightness,
            Threshold: 0.68,
            "without a bright pixel",
            "Look whether anything can be seen on them."),
        new(
            new("DG1202", "bright", "Bright images", FindingLevel.Note, ScanDepth.Fast, typeof(AppearanceRule)),
            "brightness",
            look => look.LowBrightness,
            Threshold: 0.95,
            "with hardly a pixel that is not white",
            "Look whether anything can be seen on them."),
        new(
            new("DG1203", "low-information", "Images with little information", FindingLevel.Note, ScanDepth.Fast, typeof(AppearanceRule)),
            "flatness",
            look => 1 - (look.Entropy / 8),
            Threshold: 1 - (3 / 8.0),
            "with less than 3 bits a pixel",
            "They may be placeholders of a web site, drawings or empty pictures; look at them."),
        new(
            new("DG1204", "blurry", "Blurred images", FindingLevel.Note, ScanDepth.Fast, typeof(AppearanceRule)),
            "blur",
            look => 1 - look.Sharpness,
            Threshold: 0.86,
            "without a sharp edge",
            "Look whether the class can be told on them."),
    ];

    public IReadOnlyList<RuleDescriptor> Descriptors { get; } = Array.ConvertAll(Tests, test => test.Rule);

    public RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken)
    {
        var dataset = context.Dataset;
        var decoded = dataset.Samples.Where(sample => sample.Appearance is not null).ToList();
        var results = Array.ConvertAll(Tests, test => (Test: test, Found: Oddness.Above(decoded, sample => test.Score(sample.Appearance!), test.Threshold)));
        return new RuleOutcome
        {
            Findings = [.. results.Where(result => result.Found.Samples.Count > 0).Select(result => Report(result.Test, result.Found, dataset))],
            Scores = Array.ConvertAll(Tests, test => new ScoreColumn(test.Column, Column(dataset, test))),
            Limits = results.Where(result => result.Found.Limit is not null).ToDictionary(result => result.Test.Rule.Id, result => result.Found.Limit!),
        };
    }

    private static Finding Report(Test test, Oddness found, Dataset dataset) => new()
    {
        RuleId = test.Rule.Id,
        Level = test.Rule.Level,
        Title = test.Rule.Title,
        Message = $"{found.Samples.Count:N0} of {dataset.Samples.Count:N0} images, {test.What}: "
            + $"{Listing.Of(found.Samples, item => $"{Printable.Text(item.Sample.Id)} ({test.Column} {item.Score:0.00})")}. {test.Advice}",
        Score = found.Samples[0].Score,
        Threshold = test.Threshold,
        Location = FindingLocation.Of(found.Samples[0].Sample, dataset),
        IsList = true,
        Samples = [.. found.Samples.Select(item => new FlaggedSample(item.Sample, item.Score))],
    };

    private static float[] Column(Dataset dataset, Test test) =>
        [.. dataset.Samples.Select(sample => sample.Appearance is { } look ? (float)test.Score(look) : float.NaN)];

    /// <param name="Rule">The rule.</param>
    /// <param name="Column">Name of the score, 0 to 1.</param>
    /// <param name="Score">Higher is worse.</param>
    /// <param name="Threshold">CleanVision's, turned round where it counts the other way; the page of DG1204 says how that of the blur comes from it.</param>
    /// <param name="What">What such images have, behind their number.</param>
    /// <param name="Advice">What to do.</param>
    private sealed record Test(RuleDescriptor Rule, string Column, Func<AppearanceFacts, double> Score, double Threshold, string What, string Advice);
}
