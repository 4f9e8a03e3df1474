using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports;

/// <summary><c>scores.csv</c>: every sample with the score of every detector, for people who want to cut differently.</summary>
public sealed class ScoresReport : IReportWriter
{
    public string Format => "scores";

    public string FileName => "scores.csv";

    public void Write(ScanResult result, Stream output)
    {
        using var table = new CsvTable(output);
        foreach (var header in result.Scores.Select(column => column.Name).Prepend("split").Prepend("label").Prepend("path").Append("flagged"))
            table.Add(header);

        table.EndRow();
        var flagged = RulesBySample(result);
        for (var i = 0; i < result.Dataset.Samples.Count; i++)
        {
            var sample = result.Dataset.Samples[i];
            table.Add(sample.Id);
            table.Add(result.Dataset.ClassOf(sample));
            table.Add(sample.SplitIndex < 0 ? null : result.Dataset.Splits[sample.SplitIndex]);
            foreach (var column in result.Scores)
                table.Add(column.Values[i]);

            table.Add(flagged.TryGetValue(sample.Id, out var rules) ? string.Join(';', rules) : null);
            table.EndRow();
        }
    }

    private static Dictionary<string, SortedSet<string>> RulesBySample(ScanResult result)
    {
        var rules = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var finding in result.Findings)
        {
            foreach (var flagged in finding.Samples)
            {
                if (!rules.TryGetValue(flagged.Sample.Id, out var ofSample))
                    rules[flagged.Sample.Id] = ofSample = new SortedSet<string>(StringComparer.Ordinal);

                ofSample.Add(finding.RuleId);
            }
        }

        return rules;
    }
}
