using DatasetGuard.Learning.Screening;

namespace DatasetGuard.Cli.Commands;

/// <summary>What is to be screened, and how.</summary>
/// <param name="Inputs">Datasets that are looked at.</param>
/// <param name="Data">Datasets of clean images.</param>
/// <param name="Output">A folder for the reports; null for none.</param>
/// <param name="Settings">Without seed and threads, which the configuration may tell.</param>
internal sealed record ScreenRequest(string[] Inputs, string[] Data, string? Output, ScreenSettings Settings)
{
    public IReadOnlyList<string> Everything => [.. Inputs, .. Data];
}
