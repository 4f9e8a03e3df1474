using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Rules.Classes;

/// <summary>Classes with less than a tenth of the images that they would have if all had the same number (the default of cleanlab's Datalab).</summary>
public sealed class ImbalanceRule : IRule
{
    private static readonly RuleOption LeastShare = new("share", 0.1, 0.001, 1, "The share of an equal part of all images below which a class has few.");

    private static readonly RuleDescriptor Rule = new("DG1303", "imbalance", "Classes with few images", FindingLevel.Warning, ScanDepth.Fast, typeof(ImbalanceRule)) { TakesVectors = true, Options = [LeastShare] };

    public IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Rule];

    public RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken)
    {
        var dataset = context.Dataset;
        var table = new ClassTable(dataset);
        var counts = Enumerable.Range(0, dataset.Classes.Count).Select(label => (Label: label, Count: table.InTraining[label])).Where(item => item.Count > 0).ToList();
        var equal = counts.Sum(item => item.Count) / (double)Math.Max(1, counts.Count);
        var share = context.Options.ValueOf(Rule, LeastShare);
        var rare = counts.Where(item => item.Count < share * equal).OrderBy(item => item.Count).ToList();
        if (rare.Count == 0)
            return RuleOutcome.Nothing;

        return new RuleOutcome
        {
            Findings =
            [
                new Finding
                {
                    RuleId = Rule.Id,
                    Level = Rule.Level,
                    Title = Rule.Title,
                    Message = $"{rare.Count:N0} of {counts.Count:N0} classes have less than {(share == LeastShare.Default ? "a tenth" : $"{share:P1}")} of the {equal:N0} images that each would have if all had the same number: "
                        + $"{Listing.Of(rare, item => $"{Listing.Quoted(dataset.Classes[item.Label])} ({item.Count:N0})")}. "
                        + "A network may never learn them, and its accuracy hardly shows it; add images, or weigh the classes.",
                    Class = rare.Count == 1 ? dataset.Classes[rare[0].Label] : null,
                    Score = equal / rare[0].Count,
                    Threshold = 1 / share,
                    Location = new FindingLocation(LocationKind.Dataset, dataset.Root),
                    Samples = [],
                },
            ],
        };
    }
}
