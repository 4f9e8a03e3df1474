using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports;

/// <summary><c>report.sarif</c>: SARIF 2.1.0, one result a finding, with those that are suppressed.</summary>
/// <remarks>
/// Code scanning uses only the first location of a result and shows 5,000 results, so a result names ten images at most, and what is left
/// out stands in <c>report.json</c>. No times are written: the same scan gives the same file.
/// </remarks>
public sealed class SarifReport : IReportWriter
{
    public string Format => "sarif";

    public string FileName => "report.sarif";

    public void Write(ScanResult result, Stream output) => WriteLog(result, output);

    internal static void WriteLog(ScanResult result, Stream output)
    {
        using var json = JsonText.Writer(output);
        json.WriteStartObject();
        json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        new SarifRun(result, json).Write();
        json.WriteEndArray();
        json.WriteEndObject();
        JsonText.End(json, output);
    }
}
