using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;

namespace DatasetGuard.Core.Configuration;

/// <summary>The words that both the command line and the configuration take.</summary>
public static class Vocabulary
{
    /// <summary>The depths that this version has.</summary>
    public static IReadOnlyList<string> Depths { get; } = ["fast"];

    public static IReadOnlyList<string> FailOns { get; } = ["error", "warning", "note", "none"];

    /// <summary>The word for a rule that does not run, and for no cache.</summary>
    public const string Off = "off";

    public static IReadOnlyList<string> Levels { get; } = [Off, "note", "warning", "error"];

    /// <param name="word">One of <see cref="FailOns"/>.</param>
    public static FailOn FailOn(string word) => Enum.Parse<FailOn>(word, ignoreCase: true);

    /// <param name="word">One of <see cref="Levels"/>.</param>
    /// <returns>Null for <see cref="Off"/>.</returns>
    public static FindingLevel? Level(string word) => word == Off ? null : Enum.Parse<FindingLevel>(word, ignoreCase: true);
}
