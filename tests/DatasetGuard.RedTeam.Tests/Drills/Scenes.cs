using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.RedTeam.Drills;
using DatasetGuard.RedTeam.Tests.Poisoning;

namespace DatasetGuard.RedTeam.Tests.Drills;

/// <summary>Drills on the thirty small images of three classes.</summary>
internal static class Scenes
{
    public static DrillPlan Plan(params string[] attacks) => new() { Attacks = [.. attacks.Select(DrillAttack.Parse)], Rates = [0.2], Seeds = [1] };

    public static DrillResult Run(string path, DrillPlan plan, IRule[] rules, AttackMeter? meter = null, Action<DrillStep>? step = null, int jobs = 2)
    {
        var options = new ScanOptions { Jobs = jobs, Seed = 4 };
        var scans = new DrillScans(
            (progress, token) => new Scanner(rules, options, progress).Run([path], "auto", token),
            (reader, progress, token) => new Scanner(rules, options, progress).Run([path], [reader], token));
        return new Drill(new DrillSource(path, "auto", options), scans, meter, TimeProvider.System).Run(plan, step ?? (_ => { }), SilentProgress.Instance, TestContext.Current.CancellationToken);
    }

    public static string WriteFolder(string folder)
    {
        SmallDataset.WriteFolder(folder, SmallDataset.ThreeClasses());
        return folder;
    }
}

/// <summary>Reports an error for each class that has images with a white pixel one from the bottom right corner, and lists them.</summary>
internal sealed class WhiteCornerRule(FindingLevel level = FindingLevel.Error) : IRule
{
    private static readonly RuleDescriptor Descriptor = new("DG9001", "white-corner", "A white pixel", FindingLevel.Error, ScanDepth.Fast, typeof(WhiteCornerRule));

    public IReadOnlyList<RuleDescriptor> Descriptors => [Descriptor];

    public RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken)
    {
        var white = context.Dataset.Samples.Where(sample => sample.Facts is not null && IsWhite(context.Views.Read(sample).Whole)).ToLookup(context.Dataset.ClassOf);
        return RuleOutcome.Nothing with { Findings = [.. white.Select(group => Finding(group.Key!, [.. group], context.Dataset))] };
    }

    private static bool IsWhite(PixelBuffer image) => image.Row(image.Height - 2).Slice((image.Width - 2) * image.Channels, image.Channels).IndexOfAnyExcept((byte)255) < 0;

    private Finding Finding(string name, Sample[] samples, Dataset dataset) => new()
    {
        RuleId = Descriptor.Id,
        Level = level,
        Title = Descriptor.Title,
        Message = "x",
        Class = name,
        Location = FindingLocation.Of(samples[0], dataset),
        Samples = [.. samples.Select(sample => new FlaggedSample(sample))],
    };
}
