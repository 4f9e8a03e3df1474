using DatasetGuard.Core.Findings;

namespace DatasetGuard.Core.Rules;

/// <summary>A rule as users know it: its id never changes and is never used for anything else.</summary>
/// <param name="Id"><c>DG</c> and four digits.</param>
/// <param name="Name">A slug such as <c>static-patch</c>.</param>
/// <param name="Title">What a finding says, in a few words.</param>
/// <param name="Level">Level of its findings unless configured.</param>
/// <param name="Depth">The depth from which on it runs.</param>
/// <param name="Owner">The rule; its assembly embeds the page as <c>Rules/Pages/DGnnnn.md</c>.</param>
public sealed record RuleDescriptor(string Id, string Name, string Title, FindingLevel Level, ScanDepth Depth, Type Owner)
{
    /// <summary>What of it can be configured besides its level.</summary>
    public IReadOnlyList<RuleOption> Options { get; init; } = [];

    /// <summary>The rule is told what was accepted. The others are not, so that what they found before holds when more is accepted.</summary>
    public bool UsesAccepted { get; init; }

    /// <summary>It reads files besides the dataset, which nobody watches: its outcome is not kept for later scans.</summary>
    public bool ReadsFiles { get; init; }

    /// <summary>It needs no pixels, and runs on feature vectors as well.</summary>
    public bool TakesVectors { get; init; }

    /// <summary>True for what is reported about the run itself, such as an unused suppression: that is put right and not accepted.</summary>
    public static bool IsAboutRun(string id) => id.StartsWith("DG0", StringComparison.Ordinal);

    /// <summary>The page that <c>explain</c> shows, in Markdown; at its end what can be configured.</summary>
    public string ReadPage()
    {
        var assembly = Owner.Assembly;
        var name = assembly.GetManifestResourceNames().Single(resource => resource.EndsWith($".{Id}.md", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd() + RuleOption.Describe(this);
    }
}

/// <summary>How much a scan looks at; each depth includes the ones before.</summary>
public enum ScanDepth
{
    /// <summary>Files, pixels and model-free trigger analysis; nothing is trained.</summary>
    Fast,

    /// <summary>Also a surrogate network, its feature space, collisions and verification.</summary>
    Standard,

    /// <summary>Also networks that see nothing but edges, and longer training without what they do not find.</summary>
    Deep,
}
