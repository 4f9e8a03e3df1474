using DatasetGuard.Core;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Reports.Html.Charts;

namespace DatasetGuard.RedTeam.Drills;

/// <summary><c>drill.html</c>: what would be caught on this data, as a table of attacks and rates to look at, then every scan.</summary>
public static class DrillPage
{
    public const string FileName = "drill.html";

    /// <summary>Rows of tables; <c>drill.json</c> has all.</summary>
    private const int MaxRows = 500;

    private const int MaxColumns = 30;

    public static void Write(DrillResult result, Stream output)
    {
        using var page = new ChartPage(output, $"Drill on {result.Scan.Dataset.Root}", [("summary", "Summary"), ("attacks", "Attacks and rates"), ("scans", "Scans")]);
        var (mood, word) = result.ExitCode switch
        {
            ExitCode.Success when result.Rows.All(row => row.IsCaught) => (PageMood.Pass, "All caught"),
            ExitCode.Success when result.Rows.Any(row => row.IsCaught) => (PageMood.Plain, "Caught in part"),
            ExitCode.Success => (PageMood.Fail, "Nothing caught"),
            _ => (PageMood.Incomplete, "Incomplete"),
        };
        page.Verdict("summary", mood, word, DrillText.Summary(result));
        var dataset = result.Scan.Dataset;
        page.Say($"{dataset.Samples.Count:N0} images in {dataset.Classes.Count:N0} classes of {Printable.Text(dataset.Root)}; the attacker wants class {Printable.Text(result.Target)}; scanned at depth {Vocabulary.NameOf(result.Scan.Depth)} with seed {result.ScanSeed}.");
        foreach (var warning in new[] { DrillText.Warning(result), DrillText.Trace(result) }.OfType<string>())
            page.Say(warning);

        page.Section("attacks", "Attacks and rates");
        page.Table(Heat(result));
        page.Section("scans", "Scans");
        page.Table("Every scan", DrillText.Columns(result), result.Rows.Prepend(result.Clean).Take(MaxRows).Select(row => DrillText.Cells(row, result)));
        page.Say(DrillText.Legend);
        foreach (var fault in DrillText.Faults(result).Take(MaxRows))
            page.Say($"Not tried: {fault}");

        page.End();
    }

    private static HeatTable Heat(DrillResult result)
    {
        var rates = result.Plan.Rates.Take(MaxColumns).ToList();
        return new HeatTable(
            "Poison that is flagged, by share of the images that is poisoned",
            "Attack",
            [.. rates.Select(DrillText.Percent)],
            [.. result.Plan.Attacks.Take(MaxRows).Select(attack => (attack.ToString(), (IReadOnlyList<HeatCell>)[.. rates.Select(rate => Cell(result, attack, rate))]))]);
    }

    private static HeatCell Cell(DrillResult result, DrillAttack attack, double rate)
    {
        var rows = result.Rows.Where(row => row.Cell!.Attack == attack && row.Cell.Rate == rate && row.Fault is null).ToList();
        if (rows.Count == 0)
            return new HeatCell(null, "not tried");

        var (share, caught) = (rows.Average(row => row.Found.Share ?? 0), rows.Count(row => row.IsCaught));
        return new HeatCell(share, $"{DrillText.Percent(Math.Round(share, 3))}, {(rows.Count == 1 ? (caught == 1 ? "caught" : "missed") : $"{caught} of {rows.Count} caught")}");
    }
}
