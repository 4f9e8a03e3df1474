using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Rules;

namespace DatasetGuard.Core.Configuration;

/// <summary>The words that both the command line and the configuration take.</summary>
public static class Vocabulary
{
    /// <summary>The depths that this version has.</summary>
    public static IReadOnlyList<string> Depths { get; } = ["fast", "standard", "deep"];

    public static IReadOnlyList<string> FailOns { get; } = ["error", "warning", "note", "none"];

    /// <summary>The word for a rule that does not run, and for no cache.</summary>
    public const string Off = "off";

    public static IReadOnlyList<string> Levels { get; } = [Off, "note", "warning", "error"];

    /// <param name="word">One of <see cref="Depths"/>.</param>
    public static ScanDepth Depth(string word) => Enum.Parse<ScanDepth>(word, ignoreCase: true);

    public static string NameOf(ScanDepth depth) => depth.ToString().ToLowerInvariant();

    /// <param name="word">One of <see cref="FailOns"/>.</param>
    public static FailOn FailOn(string word) => Enum.Parse<FailOn>(word, ignoreCase: true);

    /// <param name="word">One of <see cref="Levels"/>.</param>
    /// <returns>Null for <see cref="Off"/>.</returns>
    public static FindingLevel? Level(string word) => word == Off ? null : Enum.Parse<FindingLevel>(word, ignoreCase: true);
}
