namespace DatasetGuard.Benchmarks.Reversal;

/// <summary>Which models the study has.</summary>
internal static class ZooPlan
{
    /// <summary>Models from this seed on are those that thresholds were drawn on, and do not count.</summary>
    public const int Development = 101;

    public static IReadOnlyList<string> Sets { get; } = ["mnist", "fashion", "cifar"];

    private static readonly string[] Triggers = ["checker", "rcol:4", "blend:0.2", "blend:0.1"];

    private static readonly string[] SourceTriggers = ["checker", "white:4"];

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
}
