using System.Reflection;
using DatasetGuard.Core.Findings;

namespace DatasetGuard.Core.Rules;

/// <summary>A rule as users know it: its id never changes and is never used for anything else.</summary>
/// <param name="Id"><c>DG</c> and four digits.</param>
/// <param name="Name">A slug such as <c>static-patch</c>.</param>
/// <param name="Title">What a finding says, in a few words.</param>
/// <param name="Level">Level of its findings unless configured.</param>
/// <param name="Depth">The depth from which on it runs.</param>
public sealed record RuleDescriptor(string Id, string Name, string Title, FindingLevel Level, ScanDepth Depth)
{
    /// <summary>The page that <c>explain</c> shows, Markdown, embedded in the assembly of the rule as <c>Rules/Pages/DGnnnn.md</c>.</summary>
    public static string ReadPage(string id, Assembly assembly)
    {
        var name = assembly.GetManifestResourceNames().Single(resource => resource.EndsWith($".{id}.md", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

/// <summary>How much a scan looks at; each depth includes the ones before.</summary>
public enum ScanDepth
{
    /// <summary>Files, pixels and model-free trigger analysis; nothing is trained.</summary>
    Fast,

    /// <summary>Also a surrogate network, its feature space, collisions and verification.</summary>
    Standard,

    /// <summary>Also repeated surrogates, reverse engineering and the slow detectors.</summary>
    Deep,
}
