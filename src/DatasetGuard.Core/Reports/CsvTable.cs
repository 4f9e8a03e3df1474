using System.Buffers;
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace DatasetGuard.Core.Reports;

/// <summary>A table for spreadsheets and programs; names in it are otherwise exactly those of the dataset, line breaks and all.</summary>
public sealed class CsvTable : IDisposable
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

    /// <summary>True for a text that a spreadsheet would take for a formula.</summary>
    public static bool IsFormula(string text) => text.Length > 0 && FormulaStarts.Contains(text[0]);

    /// <summary>A text that would be a formula gets an apostrophe in front.</summary>
    public void Add(string? text) => _csv.WriteField(text is not null && IsFormula(text) ? $"'{text}" : text);

    public void Add(double? number) => _csv.WriteField(JsonText.Text(number));

    /// <summary>A row of texts. A negative number stays one; what else would be a formula gets an apostrophe in front.</summary>
    public void AddRow(params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            if (double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _))
                _csv.WriteField(text);
            else
                Add(text);
        }

        EndRow();
    }

    public void EndRow() => _csv.NextRecord();

    public void Dispose() => _csv.Dispose();
}
