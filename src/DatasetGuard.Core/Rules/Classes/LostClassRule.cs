using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Rules.Classes;

/// <summary>Classes that nothing is left of: no image that decodes, or none in a split that the others are in.</summary>
public sealed class LostClassRule : IRule
{
    /// <summary>So many splits are compared; a dataset with more has something else in that column.</summary>
    private const int MostSplits = 10;

    private static readonly RuleDescriptor Rule = new("DG1302", "lost-class", "Classes without images", FindingLevel.Error, ScanDepth.Fast, typeof(LostClassRule)) { TakesVectors = true };

    public IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Rule];

    public RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken)
    {
        var dataset = context.Dataset;
        var table = new ClassTable(dataset);
        var findings = new List<Finding>();
        var classes = Enumerable.Range(0, dataset.Classes.Count).ToList();
        if (classes.FindAll(label => table.Decoded[label] == 0) is { Count: > 0 } lost)
        {
            findings.Add(Report(
                dataset,
                FindingLevel.Error,
                Rule.Title,
                lost,
                "no image that can be read, so nothing can be learnt of it. Fetch the files again or take the class out of the list."));
        }

        if (dataset.Splits.Count > MostSplits)
        {
            var limit = $"The dataset has {dataset.Splits.Count:N0} splits; classes are only compared between up to {MostSplits}.";
            return new RuleOutcome { Findings = findings, Limits = new Dictionary<string, string> { [Rule.Id] = limit } };
        }

        // A class that is tested and not trained is DG1301's.
        for (var split = 0; split < dataset.Splits.Count; split++)
        {
            if (!table.Training.Contains(split) && classes.FindAll(label => table.Of(label, split) == 0 && table.InTraining[label] > 0) is { Count: > 0 } missing)
            {
                findings.Add(Report(
                    dataset,
                    FindingLevel.Warning,
                    "Classes missing from a split",
                    missing,
                    $"no image in the split {Listing.Quoted(dataset.Splits[split])}, so what the network makes of it is not measured. Draw the split from all classes."));
            }
        }

        return new RuleOutcome { Findings = findings };
    }

    private static Finding Report(Dataset dataset, FindingLevel level, string title, List<int> classes, string rest) => new()
    {
        RuleId = Rule.Id,
        Level = level,
        Title = title,
        Message = $"{(classes.Count == 1 ? "Class" : "Each of the classes")} {Listing.Of(classes, label => Listing.Quoted(dataset.Classes[label]))} has {rest}",
        Class = classes.Count == 1 ? dataset.Classes[classes[0]] : null,
        Location = new FindingLocation(LocationKind.Dataset, dataset.Root),
        Samples = [],
    };
}
