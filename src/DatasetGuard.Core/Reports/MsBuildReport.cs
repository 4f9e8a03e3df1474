using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports;

/// <summary>One line a finding in MSBuild's canonical form, <c>origin: error DG2201: text</c>, behind a marker.</summary>
/// <remarks>
/// Whoever runs the tool takes only lines that begin with <see cref="Marker"/> and parses what follows. An <c>error</c> is what fails the
/// gate, whatever its level: MSBuild fails a build at an error line even when the process exits with 0, and says nothing of use when it
/// exits with 1 without one. Form and parser: dotnet/msbuild, src/Shared/CanonicalError.cs.
/// </remarks>
public sealed class MsBuildReport : IReportWriter
{
    public const string Marker = "DatasetGuard> ";

    public string Format => "msbuild";

    public string FileName => "msbuild.txt";

    public void Write(ScanResult result, Stream output)
    {
        using var text = ReportText.Writer(output);
        foreach (var run in result.Rules.Where(run => run.Status == RuleStatus.Failed))
            text.WriteLine($"{Marker}{Origin(result.Dataset.Root)}: error {run.Rule.Id}: {Printable.Line($"The scan is incomplete: {run.Reason}")}");

        foreach (var finding in result.Findings)
        {
            var line = finding.Location.Line is { } number ? $"({number})" : "";
            text.WriteLine($"{Marker}{Origin(ReportPaths.Of(finding.Location, result.Dataset))}{line}: {Category(finding, result.Gate)} {finding.RuleId}: {Printable.Line(finding.Message)}");
        }
    }

    /// <summary>MSBuild has no notes: a line of any other category is shown as a message.</summary>
    private static string Category(Finding finding, Gate gate) => finding.Level switch
    {
        _ when Gate.Fails(finding.Level, gate.FailOn) => "error",
        FindingLevel.Note => "message",
        _ => "warning",
    };

    /// <summary>The origin ends at the first colon but a drive's, so a file called <c>a.png: error DG2901: x</c> may not keep its own.</summary>
    private static string Origin(string path)
    {
        var shown = Printable.Text(path);
        var drive = OperatingSystem.IsWindows() && shown.Length > 1 && shown[1] == ':' ? 2 : 0;
        return shown[..drive] + shown[drive..].Replace(":", "\\u003A");
    }
}
