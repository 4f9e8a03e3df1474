using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports;

/// <summary>Workflow commands for stdout: GitHub turns each line into an annotation.</summary>
/// <remarks>GitHub shows ten errors and ten warnings a step, so no more are written; one last line says how many are left.</remarks>
public sealed class GithubReport : IReportWriter
{
    private const int MaxOfALevel = 10;

    public string Format => "github";

    public string FileName => "annotations.txt";

    public void Write(ScanResult result, Stream output)
    {
        using var text = ReportText.Writer(output);
        var crashes = result.Rules.Where(run => run.Status == RuleStatus.Failed).Take(MaxOfALevel).ToArray();
        foreach (var run in crashes)
            text.WriteLine($"::error title={Property(run.Rule.Id)} did not finish::{Data($"The scan is incomplete: {run.Reason}")}");

        if (result.NothingToScan is { } nothing)
            text.WriteLine($"::error title=Nothing to scan::{Data(nothing)}");

        var errors = result.Findings.Where(finding => finding.Level == FindingLevel.Error).Take(MaxOfALevel - crashes.Length);
        var warnings = result.Findings.Where(finding => finding.Level == FindingLevel.Warning).Take(MaxOfALevel);
        var shown = errors.Concat(warnings).ToArray();
        foreach (var finding in shown)
            text.WriteLine(Command(finding, result));

        if (result.Findings.Count > shown.Length)
            text.WriteLine($"::notice title=DatasetGuard::and {ReportText.Count(result.Findings.Count - shown.Length, "finding")} more, in report.json");
    }

    private static string Command(Finding finding, ScanResult result)
    {
        var location = finding.Location;
        var place = location.Kind == LocationKind.Dataset ? "" : $"file={Property(Printable.Text(ReportPaths.InRepository(location, result)))},";
        var line = location.Line is { } number ? $"line={number}," : "";
        return $"::{finding.Level.Name()} {place}{line}title={Property($"{finding.RuleId}: {Printable.Line(finding.Title)}")}::{Data(finding.Message)}";
    }

    private static string Data(string text) => Escape(Printable.Line(text));

    private static string Property(string text) => Escape(text).Replace(":", "%3A").Replace(",", "%2C");

    /// <summary>As the runner undoes it: actions/toolkit, packages/core/src/command.ts.</summary>
    private static string Escape(string text) => text.Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A");
}
