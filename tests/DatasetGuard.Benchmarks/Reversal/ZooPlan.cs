namespace DatasetGuard.Benchmarks.Reversal;

/// <summary>Which models the study has.</summary>
internal static class ZooPlan
{
    /// <summary>Models from this seed on are those that thresholds were drawn on, and do not count.</summary>
    public const int Development = 101;

    public static IReadOnlyList<string> Sets { get; } = ["mnist", "fashion", "cifar"];

    private static readonly string[] Triggers = ["checker", "rcol:4", "blend:0.2", "blend:0.1"];

    private static readonly string[] SourceTriggers = ["checker", "white:4"];

    private static readonly int[] FewClasses = [2, 3, 5];

    /// <param name="set">One of <see cref="Sets"/>.</param>
    /// <param name="isDevelopment">Those that do not count.</param>
    public static IReadOnlyList<ZooModel> Of(string set, bool isDevelopment)
    {
        // A blend of a tenth is not learned from so few images in colour.
        string[] plain = set == "cifar" ? [.. Triggers.Select(text => text == "blend:0.1" ? "blend:0.15" : text)] : [.. Triggers, "white"];
        var first = isDevelopment ? Development : 1;
        return
        [
            .. Enumerable.Range(0, set == "cifar" ? 6 : 7).Select(i => new ZooModel(set, null, first + i)),
            .. plain.Select((text, i) => new ZooModel(set, text, first + 10 + i)),
            .. SourceTriggers.Select((text, i) => new ZooModel(set, text, first + 20 + i) { IsSourceSpecific = true }),
        ];
    }

    /// <summary>For each number of classes two clean models, three of all classes and, from three classes on, one of a single one.</summary>
    /// <param name="set">One of <see cref="Sets"/>.</param>
    /// <param name="isDevelopment">Those that do not count.</param>
    public static IReadOnlyList<ZooModel> OfFewClasses(string set, bool isDevelopment)
    {
        var first = isDevelopment ? Development : 1;
        return [.. FewClasses.Index().SelectMany(pair => Of(pair.Item, first + 50 + (10 * pair.Index)).Select(model => model with { Classes = pair.Item }))];

        IEnumerable<ZooModel> Of(int classes, int seed)
        {
            ZooModel[] plain = [new(set, null, seed), new(set, null, seed + 1), new(set, "checker", seed + 2), new(set, "rcol:4", seed + 3), new(set, "blend:0.2", seed + 4)];
            return classes == 2 ? plain : [.. plain, new(set, "checker", seed + 5) { IsSourceSpecific = true }];
        }
    }
}
