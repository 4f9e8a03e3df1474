using System.Buffers;
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace DatasetGuard.Core.Reports;

/// <summary>A table for spreadsheets and programs; names in it are otherwise exactly those of the dataset, line breaks and all.</summary>
internal sealed class CsvTable : IDisposable
{
    /// <summary>What makes a spreadsheet read a cell as a formula: OWASP, "CSV Injection", with the full-width forms.</summary>
    private static readonly SearchValues<char> FormulaStarts = SearchValues.Create("=+-@\t\r\n＝＋－＠");

    private readonly CsvWriter _csv;

    // CsvHelper's own escaping of formulas does not spare numbers, and a score of -0.5 has to stay one.
    public CsvTable(Stream output) => _csv = new CsvWriter(ReportText.Writer(output), new CsvConfiguration(CultureInfo.InvariantCulture)
    {
        NewLine = "\n",
        InjectionOptions = InjectionOptions.None,
    });

    /// <summary>A text that would be a formula gets an apostrophe in front.</summary>
    public void Add(string? text) =>
        _csv.WriteField(text is { Length: > 0 } && FormulaStarts.Contains(text[0]) ? $"'{text}" : text);

    public void Add(double? number) => _csv.WriteField(JsonText.Text(number));

    public void EndRow() => _csv.NextRecord();

    public void Dispose() => _csv.Dispose();
}
