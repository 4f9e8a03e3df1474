using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Reports;

namespace DatasetGuard.Core.Provenance;

/// <summary>What a scan has put into quarantine, read back from its reports.</summary>
/// <param name="Paths">Ids of the samples.</param>
/// <param name="Report">Of the scan; null where only the list is there.</param>
public sealed record SuspectList(IReadOnlySet<string> Paths, ScanReport? Report)
{
    private const int MaxRecord = 1 << 18;

    private static readonly string ListName = new QuarantineReport().FileName;
    private static readonly string ReportName = new JsonReport().FileName;

    /// <param name="path">The folder of a scan's reports, its <c>report.json</c>, or a <c>quarantine.csv</c> alone.</param>
    /// <exception cref="InvalidDataException">The list is none, or the report beside it is none or of another scan.</exception>
    /// <exception cref="IOException">Something cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Something may not be read.</exception>
    public static SuspectList Read(string path)
    {
        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        var isList = !Directory.Exists(path) && Path.GetFileName(path) != ReportName;
        var list = isList ? path : Path.Combine(folder, ListName);
        try
        {
            var belongs = Path.GetFileName(list) == ListName && File.Exists(Path.Combine(folder, ReportName));
            return new SuspectList(ReadPaths(list), belongs ? ScanReport.Read(folder) : null);
        }
        catch (CsvHelperException error)
        {
            throw new InvalidDataException($"a line of {ListName} cannot be read", error);
        }
    }

    private static HashSet<string> ReadPaths(string path)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        if (new FileInfo(path).Length == 0)
            throw new InvalidDataException("it is empty");

        using var text = new RecordText(new StreamReader(path), MaxRecord);
        using var csv = new CsvReader(text, new CsvConfiguration(CultureInfo.InvariantCulture) { MissingFieldFound = null });
        text.BeginRecord();
        if (!csv.Read() || !csv.ReadHeader() || csv.HeaderRecord![0] != "path")
            throw new InvalidDataException("its first line does not begin with 'path'");

        for (text.BeginRecord(); csv.Read(); text.BeginRecord())
        {
            if (csv.GetField(0) is { Length: > 0 } field)
                paths.Add(Unescaped(field));
        }

        return paths;
    }

    /// <summary>What a spreadsheet would have taken for a formula was written with an apostrophe.</summary>
    private static string Unescaped(string field) => field[0] == '\'' && CsvTable.IsFormula(field[1..]) ? field[1..] : field;
}
