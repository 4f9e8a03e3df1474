using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Rules.Classes;

/// <summary>Images of one class that were saved in a way that hardly any image of another class was.</summary>
/// <remarks>Who changes images writes them anew, and mostly with other settings than those who made the dataset.</remarks>
public sealed class EncoderRule : IRule
{
    /// <summary>Chance that a dataset without any connection is reported, over all classes and settings.</summary>
    private static readonly RuleOption FalseAlarm = new("falseAlarm", 0.01, 1e-9, 0.5, "Chance that a dataset without any connection is reported, over all classes and settings.");

    /// <summary>Share of a group in one class from which it is that class's own.</summary>
    private static readonly RuleOption ExclusiveShare = new("share", 0.95, 0.5, 1, "Share of the images that were saved alike in one class from which that is the class's own.");

    /// <summary>Where encoder and class hang together as strongly as this, a majority is enough.</summary>
    private const double StrongAssociation = 0.3;
    private const double MajorityShare = 0.5;

    /// <summary>With more classes than these it is one finding about the dataset.</summary>
    private const int MostClasses = 3;

    private static readonly RuleDescriptor Rule = new("DG1305", "one-class-encoder", "Images of one class that were saved differently", FindingLevel.Warning, ScanDepth.Fast, typeof(EncoderRule)) { Options = [FalseAlarm, ExclusiveShare] };

    public IReadOnlyList<RuleDescriptor> Descriptors { get; } = [Rule];

    public RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken)
    {
        var dataset = context.Dataset;
        var table = EncoderTable.Of(dataset);
        if (table.Classes < 2)
            return new RuleOutcome { Skipped = new Dictionary<string, string> { [Rule.Id] = "Needs encoded images of at least two classes." } };

        var association = table.CramersV();
        var threshold = ThresholdOf(table, context.Options.ValueOf(Rule, FalseAlarm));
        var exclusive = context.Options.ValueOf(Rule, ExclusiveShare);
        var cells = CellsOf(table, threshold, association > StrongAssociation ? MajorityShare : exclusive);
        if (cells.Count == 0)
            return RuleOutcome.Nothing;

        return new RuleOutcome
        {
            Findings = cells.Count > MostClasses
                ? [OfAll([.. cells.Select(ofClass => ofClass[0])], association, threshold, dataset)]
                : [.. cells.Select(ofClass => OfClass(ofClass, table, association, threshold, dataset))],
        };
    }

    /// <summary>Looks for such images alone, from the limits on that are not configured: they are proposals only.</summary>
    /// <returns>For the classes that have some all of them; nothing for more than a few classes, which then come from sources of their own.</returns>
    public static IReadOnlyList<(int Class, IReadOnlyList<Sample> Samples)> Find(Dataset dataset)
    {
        var table = EncoderTable.Of(dataset);
        if (table.Classes < 2)
            return [];

        var cells = CellsOf(table, ThresholdOf(table, FalseAlarm.Default), ExclusiveShare.Default);
        return cells.Count > MostClasses ? [] : [.. cells.Select(ofClass => (ofClass[0].Label, (IReadOnlyList<Sample>)[.. ofClass.SelectMany(cell => cell.Samples)]))];
    }

    private static double ThresholdOf(EncoderTable table, double falseAlarm) => -Math.Log10(falseAlarm / (table.Classes * (double)table.Groups.Count));

    /// <summary>Of each class that has some the groups that are its own, the most surprising first.</summary>
    private static List<List<Cell>> CellsOf(EncoderTable table, double threshold, double leastShare) =>
    [
        .. table.Groups
            .SelectMany(group => group.ByClass.Select(cell => new Cell(group, cell.Key, cell.Value, Surprise(group, cell.Key, cell.Value.Count, table))))
            .Where(cell => cell.Surprise > threshold && cell.Share >= leastShare)
            .GroupBy(cell => cell.Label)
            .OrderBy(cells => cells.Key)
            .Select(cells => cells.OrderByDescending(cell => cell.Surprise).ToList()),
    ];

    /// <summary>-log10 of the probability that the class has so many of the group or more by chance; 0 for no more than its share.</summary>
    private static double Surprise(EncoderGroup group, int label, int count, EncoderTable table) =>
        (double)count * table.Total <= (double)group.Count * table.CountOf(label) ? 0 : -Hypergeometric.LogTail(count, table.Total, group.Count, table.CountOf(label));

    private static Finding OfClass(List<Cell> cells, EncoderTable table, double association, double threshold, Dataset dataset)
    {
        var name = dataset.Classes[cells[0].Label];
        var count = cells.Sum(cell => cell.Samples.Count);
        var others = cells.Sum(cell => cell.Group.Count) - count;
        return Report(
            cells[0].Surprise,
            association,
            threshold,
            dataset,
            $"{count:N0} of {table.CountOf(cells[0].Label):N0} images of class {Listing.Quoted(name)} were saved in a way that {(others == 0 ? "no image" : $"only {others:N0} {(others == 1 ? "image" : "images")}")} of the other classes "
                + $"{(others <= 1 ? "was" : "were")}: {Listing.Of(cells, cell => cell.Group.Description)}. They come from another source or were changed; "
                + "a network can tell the class by the traces of the encoder. Ask where they come from, and save all images alike.")
            with
        {
            Class = name,
            Samples = [.. cells.SelectMany(cell => cell.Samples.Select(sample => new FlaggedSample(sample, cell.Surprise)))],
        };
    }

    private static Finding OfAll(List<Cell> cells, double association, double threshold, Dataset dataset) => Report(
        cells.Max(cell => cell.Surprise),
        association,
        threshold,
        dataset,
        $"{cells.Count:N0} of {dataset.Classes.Count:N0} classes have images that were saved in a way of their own: "
            + $"{Listing.Of(cells, cell => $"{Listing.Quoted(dataset.Classes[cell.Label])} ({cell.Samples.Count:N0}, {cell.Group.Description})")}. The classes come from different sources; "
            + "a network can tell them by the traces of the encoder. Save all images alike.");

    private static Finding Report(double surprise, double association, double threshold, Dataset dataset, string message) => new()
    {
        RuleId = Rule.Id,
        Level = Rule.Level,
        Title = Rule.Title,
        Message = message,
        Score = surprise,
        Threshold = threshold,
        Location = new FindingLocation(LocationKind.Dataset, dataset.Root),
        Samples = [],
        Measures = [new Measure("cramersV", association)],
    };

    /// <param name="Group">Images that were saved alike.</param>
    /// <param name="Label">The class.</param>
    /// <param name="Samples">The class's images of the group.</param>
    /// <param name="Surprise">-log10 of the probability by chance.</param>
    private sealed record Cell(EncoderGroup Group, int Label, List<Sample> Samples, double Surprise)
    {
        public double Share => (double)Samples.Count / Group.Count;
    }
}
