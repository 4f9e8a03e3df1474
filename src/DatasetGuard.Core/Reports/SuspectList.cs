using System.Globalization;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Core.Reports;

/// <summary>What a scan has put into quarantine, read back from its reports.</summary>
/// <param name="Paths">Ids of the samples.</param>
/// <param name="Verdict">Of the scan: pass, fail or incomplete; null where only the list is there.</param>
/// <param name="Digest">Of the dataset as it was scanned; null where only the list is there.</param>
public sealed record SuspectList(IReadOnlySet<string> Paths, string? Verdict, string? Digest)
{
    private const string ListName = "quarantine.csv";
    private const string ReportName = "report.json";
    private const int MaxRecord = 1 << 18;
    private const long MaxReport = 1L << 30;

    /// <param name="path">The folder of a scan's reports, its <c>report.json</c>, or a <c>quarantine.csv</c> alone.</param>
    /// <exception cref="ReportException">There is none, or it cannot be read.</exception>
    public static SuspectList Read(string path)
    {
        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        var isList = !Directory.Exists(path) && Path.GetFileName(path) != ReportName;
        var list = isList ? path : Path.Combine(folder, ListName);
        try
        {
            var paths = ReadPaths(list);
            var report = Path.Combine(folder, ReportName);
            var belongs = File.Exists(report) && Path.GetFileName(list) == ListName;
            var (verdict, digest) = belongs ? ReadVerdict(report) : (null, null);
            return new SuspectList(paths, verdict, digest);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException or CsvHelperException
            or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            var reason = error is CsvHelperException ? "a line cannot be read." : Printable.Line(error.Message);
            throw new ReportException($"The suspects of '{Printable.Text(path)}' cannot be read: {reason} Name the folder that 'datasetguard scan --output' wrote, or its {ListName}.", error);
        }
    }

    private static HashSet<string> ReadPaths(string path)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        if (new FileInfo(path).Length == 0)
            throw new InvalidDataException("it is empty.");

        using var text = new RecordText(new StreamReader(path), MaxRecord);
        using var csv = new CsvReader(text, new CsvConfiguration(CultureInfo.InvariantCulture) { MissingFieldFound = null });
        text.BeginRecord();
        if (!csv.Read() || !csv.ReadHeader() || csv.HeaderRecord![0] != "path")
            throw new InvalidDataException("its first line does not begin with 'path'.");

        for (text.BeginRecord(); csv.Read(); text.BeginRecord())
        {
            if (csv.GetField(0) is { Length: > 0 } field)
                paths.Add(Unescaped(field));
        }

        return paths;
    }

    /// <summary>What a spreadsheet would have taken for a formula was written with an apostrophe.</summary>
    private static string Unescaped(string field) => field[0] == '\'' && CsvTable.IsFormula(field[1..]) ? field[1..] : field;

    private static (string? Verdict, string? Digest) ReadVerdict(string path)
    {
        using var file = WholeFile.OpenPlain(path);
        if (file.Length > MaxReport)
            throw new InvalidDataException($"{ReportName} is larger than {MaxReport:N0} bytes.");

        using var document = JsonDocument.Parse(file);
        return (document.RootElement.GetProperty("verdict").GetString(), document.RootElement.GetProperty("dataset").GetProperty("digest").GetString());
    }
}
