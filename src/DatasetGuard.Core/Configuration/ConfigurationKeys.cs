using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Rules;

namespace DatasetGuard.Core.Configuration;

/// <summary>Every key that a configuration may have, section by section.</summary>
internal static class ConfigurationKeys
{
    public static Section<DatasetSettings> Dataset { get; } = new(
        new("path", (dataset, node, reading) => dataset with { Paths = Paths(node, reading) }),
        new("format", (dataset, node, reading) => dataset with { Format = reading.OneOf(node, DatasetFormats.Names) }),
        new("labels", (dataset, node, reading) => dataset with { Labels = reading.FilePath(node) }));

    public static Section<Imaging.DecodeLimits> Limits { get; } = new(
        new("maxBytes", (limits, node, reading) => limits with { MaxBytes = reading.Whole(node, 1, 2_000_000_000) ?? limits.MaxBytes }),
        new("maxPixels", (limits, node, reading) => limits with { MaxPixels = reading.Whole(node, 1, 500_000_000) ?? limits.MaxPixels }),
        new("maxSeconds", (limits, node, reading) => reading.Whole(node, 1, 3600) is { } seconds ? limits with { MaxTime = TimeSpan.FromSeconds(seconds) } : limits));

    public static Section<FeatureSettings> Features { get; } = new(
        new("model", (features, node, reading) => features with { Model = reading.FilePath(node) }),
        new("layer", (features, node, reading) => features with { Layer = reading.Text(node) }),
        new("mean", (features, node, reading) => features with { Mean = Channels(node, reading, -1000, 1000) ?? features.Mean }),
        new("std", (features, node, reading) => features with { Deviation = Channels(node, reading, 1e-6, 1000) ?? features.Deviation }));

    public static Section<MembershipBudget> MembershipBudget { get; } = new(
        new("auc", (budget, node, reading) => budget with { Auc = reading.Number(node, 0.5, 1) }),
        new("worstClassAuc", (budget, node, reading) => budget with { WorstClassAuc = reading.Number(node, 0.5, 1) }),
        new("tprAtOnePercent", (budget, node, reading) => budget with { TprAtOnePercent = reading.Number(node, 0.01, 1) }));

    public static Section<TrainingSettings> Training { get; } = new(
        new("network", (training, node, reading) => training with { Network = reading.OneOf(node, TrainingSettings.Networks) }),
        new("loss", (training, node, reading) => training with { Loss = reading.OneOf(node, TrainingSettings.Losses) }),
        new("lossWeight", (training, node, reading) => training with { LossWeight = reading.Number(node, 0, 1000) }),
        new("lossFrom", (training, node, reading) => training with { LossFrom = (int?)reading.Whole(node, 1, 10_000) }),
        new("lossTo", (training, node, reading) => training with { LossTo = (int?)reading.Whole(node, 1, 10_000) }),
        new("lossRamp", (training, node, reading) => training with { LossRamp = (int?)reading.Whole(node, 0, 10_000) }),
        new("privacy", (training, node, reading) => training with { Privacy = reading.OneOf(node, TrainingSettings.Privacies) }),
        new("epochs", (training, node, reading) => training with { Epochs = (int?)reading.Whole(node, 1, 10_000) }),
        new("flips", (training, node, reading) => training with { Flips = reading.OneOf(node, ["true", "false"]) is { } word ? word == "true" : null }),
        new("shift", (training, node, reading) => training with { Shift = (int?)reading.Whole(node, 0, 48) }),
        new("dropout", (training, node, reading) => training with { Dropout = reading.Number(node, 0, 0.9) }),
        new("epsilon", (training, node, reading) => training with { Epsilon = reading.Number(node, 0.01, 1000) }),
        new("clip", (training, node, reading) => training with { Clip = reading.Number(node, 0.001, 1000) }),
        new("membershipBudget", (training, node, reading) => training with { MembershipBudget = MembershipBudget.Read(training.MembershipBudget, node, reading) }));

    public static Section<SuppressionDraft> Suppression { get; } = new(
        new("rule", (draft, node, reading) => draft with { Rule = SuppressedRule(node, reading), HasRule = true }),
        new("paths", (draft, node, reading) => draft with { Paths = Patterns(node, reading), HasPaths = true }),
        new("class", (draft, node, reading) => draft with { Class = reading.Text(node) }),
        new("reason", (draft, node, reading) => draft with { Reason = reading.Text(node), HasReason = true }),
        new("expires", (draft, node, reading) => draft with { Expires = reading.Date(node) }));

    public static Section<ScanConfiguration> Root { get; } = new(
        new("dataset", (all, node, reading) => all with { Dataset = Dataset.Read(all.Dataset, node, reading) }),
        new("depth", (all, node, reading) => all with { Depth = reading.OneOf(node, Vocabulary.Depths) }, HasVariable: true),
        new("failOn", (all, node, reading) => all with { FailOn = reading.OneOf(node, Vocabulary.FailOns) is { } word ? Vocabulary.FailOn(word) : null }, HasVariable: true),
        new("jobs", (all, node, reading) => all with { Jobs = (int?)reading.Whole(node, 1, 1024) }, HasVariable: true),
        new("seed", (all, node, reading) => all with { Seed = (int?)reading.Whole(node, int.MinValue, int.MaxValue) }, HasVariable: true),
        new("output", (all, node, reading) => all with { Output = reading.FilePath(node) }, HasVariable: true),
        new("baseline", (all, node, reading) => all with { Baseline = reading.FilePath(node) }, HasVariable: true),
        new("accepted", (all, node, reading) => all with { Accepted = reading.FilePath(node) }, HasVariable: true),
        new("cache", (all, node, reading) => all with { Cache = node is YamlScalar { Text: Vocabulary.Off } ? Vocabulary.Off : reading.FilePath(node) }, HasVariable: true),
        new("features", (all, node, reading) => all with { Features = Features.Read(all.Features, node, reading) }),
        new("training", (all, node, reading) => all with { Training = Training.Read(all.Training, node, reading) }),
        new("rules", (all, node, reading) => all with { Rules = RuleKeys.Read(node, reading) }),
        new("suppressions", (all, node, reading) => all with { Suppressions = Suppressions(node, reading) }),
        new("limits", (all, node, reading) => all with { Limits = Limits.Read(all.Limits, node, reading) }));

    private static IReadOnlyList<string> Paths(YamlNode node, Reading reading) =>
        [.. reading.Texts(node).Select(item => reading.FilePath(item.Place)).OfType<string>()];

    /// <summary>One number for all channels, or three.</summary>
    private static double[]? Channels(YamlNode node, Reading reading, double least, double most)
    {
        IReadOnlyList<YamlNode> items = node is YamlList list ? list.Items : [node];
        if (items.Count is not (1 or 3))
        {
            reading.Faults.Add(node, $"one number for all channels or three for red, green and blue belong here, not {items.Count:N0}.");
            return null;
        }

        var values = items.Select(item => reading.Number(item, least, most)).OfType<double>().ToArray();
        return values.Length == items.Count ? values : null;
    }

    private static string? SuppressedRule(YamlNode node, Reading reading)
    {
        var id = reading.Rule(node)?.Id;
        if (id is null || !RuleDescriptor.IsAboutRun(id))
            return id;

        reading.Faults.Add(node, $"{id} is about the scan itself and cannot be suppressed; 'rules: {{ {id}: off }}' turns it off.");
        return null;
    }

    private static List<PathPattern> Patterns(YamlNode node, Reading reading)
    {
        var patterns = new List<PathPattern>();
        foreach (var (text, place) in reading.Texts(node))
        {
            if (PathPattern.TryParse(text, out var pattern, out var reason))
                patterns.Add(pattern);
            else
                reading.Faults.Add(place, $"{Reading.Quoted(text)} is no pattern of paths: {reason}.");
        }

        return patterns;
    }

    private static List<Suppression> Suppressions(YamlNode node, Reading reading)
    {
        if (node is not YamlList list)
        {
            reading.Faults.Add(node, $"a list of suppressions belongs here, not {node.Kind}.");
            return [];
        }

        return [.. list.Items.Select(item => ReadSuppression(item, reading)).OfType<Suppression>()];
    }

    private static Suppression? ReadSuppression(YamlNode node, Reading reading)
    {
        if (node is not YamlMap)
        {
            reading.Faults.Add(node, $"a suppression is a mapping of rule, paths and reason, not {node.Kind}.");
            return null;
        }

        var draft = Suppression.Read(new SuppressionDraft(), node, reading);
        if (!draft.HasRule)
            reading.Faults.Add(node, "the suppression names no rule.");
        if (!draft.HasReason)
            reading.Faults.Add(node, "the suppression has no reason: say why what it hides is no fault.");
        if (!draft.HasPaths && draft.Class is null)
            reading.Faults.Add(node, "the suppression has neither paths nor class. For everything that the rule finds, write paths: \"**\".");

        return draft is { Rule: { } rule, Reason: { } reason }
            ? new Suppression { Rule = rule, Paths = draft.Paths, Class = draft.Class, Reason = reason, Expires = draft.Expires, Line = node.Line }
            : null;
    }

    /// <summary>A suppression of which something may still be missing.</summary>
    internal sealed record SuppressionDraft
    {
        public string? Rule { get; init; }

        public bool HasRule { get; init; }

        public IReadOnlyList<PathPattern> Paths { get; init; } = [];

        public bool HasPaths { get; init; }

        public string? Class { get; init; }

        public string? Reason { get; init; }

        public bool HasReason { get; init; }

        public DateOnly? Expires { get; init; }
    }
}
