using System.Xml;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports;

/// <summary><c>junit.xml</c>: one test case a rule, for build servers that show tests.</summary>
/// <remarks>
/// There are several dialects and no standard: what is written here (one failure a case, no times) is what they share. Text goes through
/// <see cref="Printable"/>, so that none of the characters that XML 1.0 lacks is left in it.
/// </remarks>
public sealed class JUnitReport : IReportWriter
{
    private const int MaxFiles = 20;

    public string Format => "junit";

    public string FileName => "junit.xml";

    public void Write(ScanResult result, Stream output)
    {
        using var text = ReportText.Writer(output);
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = ReportText.Encoding }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", "DatasetGuard");
            WriteCount(xml, "tests", result.Rules.Count + (result.NothingToScan is null ? 0 : 1));
            WriteCount(xml, "failures", result.Rules.Count(run => run.Status == RuleStatus.Completed && Failing(result, run).Any()));
            WriteCount(xml, "errors", result.Rules.Count(run => run.Status == RuleStatus.Failed) + (result.NothingToScan is null ? 0 : 1));
            WriteCount(xml, "skipped", result.Rules.Count(run => run.Status is RuleStatus.Skipped or RuleStatus.Disabled));
            if (result.NothingToScan is { } nothing)
                WriteNothing(xml, nothing);
            foreach (var run in result.Rules)
                WriteCase(xml, result, run);

            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        text.Write('\n');
    }

    private static void WriteCount(XmlWriter xml, string name, int count) => xml.WriteAttributeString(name, XmlConvert.ToString(count));

    private static IEnumerable<Finding> Failing(ScanResult result, RuleRun run) =>
        Of(result, run).Where(finding => Gate.Fails(finding.Level, result.Gate.FailOn));

    private static IEnumerable<Finding> Of(ScanResult result, RuleRun run) => result.Findings.Where(finding => finding.RuleId == run.Rule.Id);

    private static void WriteCase(XmlWriter xml, ScanResult result, RuleRun run)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", "DatasetGuard");
        xml.WriteAttributeString("name", $"{run.Rule.Id} {Printable.Line(run.Rule.Title)}");
        switch (run.Status)
        {
            case RuleStatus.Completed:
                WriteFindings(xml, result, run);
                break;
            case RuleStatus.Failed:
                WriteReason(xml, "error", run);
                break;
            default:
                WriteReason(xml, "skipped", run);
                break;
        }

        xml.WriteEndElement();
    }

    /// <summary>Rules that had no image to look at found nothing, which build servers would show as a pass.</summary>
    private static void WriteNothing(XmlWriter xml, string reason)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", "DatasetGuard");
        xml.WriteAttributeString("name", "Images to scan");
        xml.WriteStartElement("error");
        xml.WriteAttributeString("message", reason);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteReason(XmlWriter xml, string element, RuleRun run)
    {
        xml.WriteStartElement(element);
        xml.WriteAttributeString("message", Printable.Line(run.Reason ?? JsonText.Name(run.Status)));
        xml.WriteEndElement();
    }

    private static void WriteFindings(XmlWriter xml, ScanResult result, RuleRun run)
    {
        var failing = Failing(result, run).ToArray();
        if (failing.Length > 0)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("message", Printable.Line(failing[0].Title) + (failing.Length > 1 ? $" ({failing.Length:N0} findings)" : ""));
            xml.WriteAttributeString("type", run.Rule.Id);
            xml.WriteString(string.Join('\n', failing.Select(Describe)));
            xml.WriteEndElement();
        }

        var others = Of(result, run).Except(failing).Select(Describe).ToList();
        if (run.Reason is { } reason)
            others.Add(Printable.Line(reason));
        if (others.Count > 0)
            xml.WriteElementString("system-out", string.Join('\n', others));
    }

    private static string Describe(Finding finding)
    {
        var files = finding.Samples.Take(MaxFiles).Select(flagged => $"  {Printable.Text(flagged.Sample.Id)}");
        if (finding.Samples.Count > MaxFiles)
            files = files.Append($"  and {finding.Samples.Count - MaxFiles:N0} more in report.json");

        return string.Join('\n', files.Prepend($"{finding.Level.Name()}: {Printable.Line(finding.Message)}"));
    }
}
