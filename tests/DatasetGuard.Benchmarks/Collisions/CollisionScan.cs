using DatasetGuard.Benchmarks.Triggers;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Rules.Collisions;

namespace DatasetGuard.Benchmarks.Collisions;

/// <summary>What the rules say of a set with poisons in it, in the victim's encoder.</summary>
/// <param name="Set">Without the poisons.</param>
/// <param name="Cells">The poisons, in place of images of the set.</param>
/// <param name="Outcome">Of all three rules.</param>
internal sealed record CollisionScan(StudySet Set, IReadOnlyList<CollisionCell> Cells, RuleOutcome Outcome)
{
    /// <param name="set">All of whose images are scanned, in their order.</param>
    /// <param name="cells">At different positions.</param>
    /// <param name="victim">The encoder.</param>
    /// <param name="jobs">Threads.</param>
    /// <param name="seed">Draws the views.</param>
    public static CollisionScan Run(StudySet set, IReadOnlyList<CollisionCell> cells, VictimNet victim, int jobs, int seed = 0)
    {
        var images = set.Images.ToArray();
        foreach (var (position, image) in cells.SelectMany(cell => cell.Images))
            images[position] = image.Picture;

        var options = new ScanOptions { Jobs = jobs, Seed = seed, Features = new FeatureSource("the victim", "") };
        using var pixels = new PixelStore(options.TemporaryFolder);
        var (dataset, views) = new DatasetLoader(pixels, options, SilentProgress.Instance).Load(["memory"], [StudyCell.Clean(set with { Images = images })], default);
        var rule = new CollisionRule((_, _) => new VictimEncoder(victim));
        return new CollisionScan(set, cells, rule.Evaluate(new ScanContext(dataset, views, options, SilentProgress.Instance), default));
    }

    /// <summary>The fragility of each image of the set.</summary>
    public IReadOnlyList<float> Scores => Outcome.Scores[0].Values;

    /// <summary>Positions of images that are as they were.</summary>
    public IEnumerable<int> Clean
    {
        get
        {
            var poisoned = Cells.SelectMany(cell => cell.Images.Keys).ToHashSet();
            return Enumerable.Range(0, Set.Images.Count).Where(position => !poisoned.Contains(position));
        }
    }

    /// <summary>Positions of images that one of the rules reports.</summary>
    public HashSet<int> FlaggedBy(params string[] rules) => [.. Outcome.Findings
        .Where(finding => rules.Contains(finding.RuleId))
        .SelectMany(finding => finding.Samples)
        .Select(flagged => int.Parse(flagged.Sample.Id, System.Globalization.CultureInfo.InvariantCulture))];

    public int Errors => Outcome.Findings.Count(finding => finding.Level == FindingLevel.Error);
}
