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
            "DG1201",
            "dark",
            "Dark images",
            "darkness",
            look => 1 - look.HighBrightness,
            threshold: 0.68,
            "without a bright pixel",
            "Look whether anything can be seen on them."),
        new(
            "DG1202",
            "bright",
            "Bright images",
            "brightness",
            look => look.LowBrightness,
            threshold: 0.95,
            "with hardly a pixel that is not white",
            "Look whether anything can be seen on them."),
        new(
            "DG1203",
            "low-information",
            "Images with little information",
            "flatness",
            look => 1 - (look.Entropy / 8),
            threshold: 1 - (3 / 8.0),
            "with less than 3 bits a pixel",
            "They may be placeholders of a web site, drawings or empty pictures; look at them."),
        new(
            "DG1204",
            "blurry",
            "Blurred images",
            "blur",
            look => 1 - look.Sharpness,
            threshold: 0.86,
            "without a sharp edge",
            "Look whether the class can be told on them."),
    ];

    public IReadOnlyList<RuleDescriptor> Descriptors { get; } = Array.ConvertAll(Tests, test => test.Rule);

    public RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken)
    {
        var dataset = context.Dataset;
        var decoded = dataset.Samples.Where(sample => sample.Appearance is not null).ToList();
        var results = Array.ConvertAll(Tests, test => (Test: test, Found: Oddness.Above(decoded, sample => test.Score(sample.Appearance!), context.Options.ValueOf(test.Rule, test.Threshold))));
        return new RuleOutcome
        {
            Findings = [.. results.Where(result => result.Found.Samples.Count > 0).Select(result => Report(result.Test, result.Found, context))],
            Scores = Array.ConvertAll(Tests, test => new ScoreColumn(test.Column, Column(dataset, test))),
            Limits = results.Where(result => result.Found.Limit is not null).ToDictionary(result => result.Test.Rule.Id, result => result.Found.Limit!),
        };
    }

    private static Finding Report(Test test, Oddness found, ScanContext context) => new()
    {
        RuleId = test.Rule.Id,
        Level = test.Rule.Level,
        Title = test.Rule.Title,
        Message = $"{found.Samples.Count:N0} of {context.Dataset.Samples.Count:N0} images, {test.What}: "
            + $"{Listing.Of(found.Samples, item => $"{Printable.Text(item.Sample.Id)} ({test.Column} {item.Score:0.00})")}. {test.Advice}",
        Score = found.Samples[0].Score,
        Threshold = context.Options.ValueOf(test.Rule, test.Threshold),
        Location = FindingLocation.Of(found.Samples[0].Sample, context.Dataset),
        IsList = true,
        Samples = [.. found.Samples.Select(item => new FlaggedSample(item.Sample, item.Score))],
    };

    private static float[] Column(Dataset dataset, Test test) =>
        [.. dataset.Samples.Select(sample => sample.Appearance is { } look ? (float)test.Score(look) : float.NaN)];

    /// <param name="id">The rule's id.</param>
    /// <param name="name">Its slug.</param>
    /// <param name="title">What its findings say.</param>
    /// <param name="column">Name of the score, 0 to 1.</param>
    /// <param name="score">Higher is worse.</param>
    /// <param name="threshold">CleanVision's, turned round where it counts the other way; the page of DG1204 says how that of the blur comes from it.</param>
    /// <param name="what">What such images have, behind their number.</param>
    /// <param name="advice">What to do.</param>
    private sealed class Test(string id, string name, string title, string column, Func<AppearanceFacts, double> score, double threshold, string what, string advice)
    {
        public RuleOption Threshold { get; } = new("threshold", threshold, 0, 1, $"The {column}, 0 to 1, above which an image is listed.");

        public RuleDescriptor Rule => field ??= new(id, name, title, FindingLevel.Note, ScanDepth.Fast, typeof(AppearanceRule)) { Options = [Threshold] };

        public string Column => column;

        public string What => what;

        public string Advice => advice;

        public double Score(AppearanceFacts look) => score(look);
    }
}
