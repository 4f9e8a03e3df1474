using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports;

/// <summary><c>quarantine.csv</c>: what is in <see cref="Quarantine"/>, gravest first, for code that leaves it out.</summary>
public sealed class QuarantineReport : IReportWriter
{
    public string Format => "quarantine";

    public string FileName => "quarantine.csv";

    public void Write(ScanResult result, Stream output)
    {
        using var table = new CsvTable(output);
        foreach (var header in (string[])["path", "label", "rule", "level", "score"])
            table.Add(header);

        table.EndRow();
        foreach (var (finding, flagged) in new Quarantine(result).Entries)
        {
            table.Add(flagged.Sample.Id);
            table.Add(result.Dataset.ClassOf(flagged.Sample));
            table.Add(finding.RuleId);
            table.Add(finding.Level.Name());
            table.Add(flagged.Score);
            table.EndRow();
        }
    }
}
