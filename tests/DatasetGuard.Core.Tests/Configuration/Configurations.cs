using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules;

namespace DatasetGuard.Core.Tests.Configuration;

/// <summary>Configurations of made-up rules.</summary>
internal static class Configurations
{
    public static readonly RuleOption Distance = new("maxDistance", 4, 0, 16, "Bits in which two hashes may differ.") { IsWhole = true };
    public static readonly RuleOption Share = new("minShare", 0.5, 0, 1, "The share of the class.");

    public static IReadOnlyList<RuleDescriptor> Rules { get; } =
    [
        new("DG0002", "unused", "Unused", FindingLevel.Warning, ScanDepth.Fast, typeof(Configurations)),
        new("DG1003", "big", "Big", FindingLevel.Error, ScanDepth.Fast, typeof(Configurations)),
        new("DG1005", "odd", "Odd", FindingLevel.Warning, ScanDepth.Fast, typeof(Configurations)),
        new("DG1102", "near", "Near", FindingLevel.Warning, ScanDepth.Fast, typeof(Configurations)) { Options = [Distance, Share] },
    ];

    public static ScanConfiguration Parse(string yaml) => ConfigurationFile.Parse(yaml, "datasetguard.yaml", "repo", Rules);

    /// <summary>Each mistake as <c>line:column: message</c>.</summary>
    public static IReadOnlyList<string> Faults(string yaml)
    {
        try
        {
            Parse(yaml);
            return [];
        }
        catch (ConfigurationException error)
        {
            return [.. error.Faults.Select(fault => fault.ToString()["datasetguard.yaml:".Length..].Trim())];
        }
    }
}
