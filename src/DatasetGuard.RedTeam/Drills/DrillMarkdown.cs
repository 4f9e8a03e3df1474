using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Reports;

namespace DatasetGuard.RedTeam.Drills;

/// <summary><c>drill.md</c>: the table for a pull request or a wiki, without times, so that the same drill gives the same bytes.</summary>
public static class DrillMarkdown
{
    public const string FileName = "drill.md";

    public static void Write(DrillResult result, Stream output)
    {
        using var text = new StreamWriter(output, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        var dataset = result.Scan.Dataset;
        text.WriteLine("# Drill");
        text.WriteLine();
        text.WriteLine($"**{DrillText.Summary(result)}**");
        text.WriteLine();
        text.WriteLine($"{dataset.Samples.Count} images in {dataset.Classes.Count} classes, {MarkdownText.Code(dataset.Root)}, digest {dataset.Digest[..12]}; target {MarkdownText.Code(result.Target)}; "
            + $"scanned at depth {Vocabulary.NameOf(result.Scan.Depth)} with seed {result.ScanSeed}, DatasetGuard {result.Scan.ToolVersion}.");
        if (DrillText.Warning(result) is { } warning)
        {
            text.WriteLine();
            text.WriteLine(MarkdownText.Sentence(warning));
        }

        text.WriteLine();
        WriteTable(result, text);
        text.WriteLine();
        text.WriteLine(DrillText.Legend);
        if (DrillText.Trace(result) is { } trace)
        {
            text.WriteLine();
            text.WriteLine(trace);
        }

        foreach (var fault in DrillText.Faults(result))
        {
            text.WriteLine();
            text.WriteLine($"- {MarkdownText.Sentence(fault)}");
        }
    }

    private static void WriteTable(DrillResult result, TextWriter text)
    {
        var columns = DrillText.Columns(result);
        text.WriteLine($"| {string.Join(" | ", columns)} |");
        text.WriteLine($"|{string.Concat(columns.Select(_ => " --- |"))}");
        foreach (var row in result.Rows.Prepend(result.Clean))
        {
            var cells = DrillText.Cells(row, result);
            text.WriteLine($"| {string.Join(" | ", cells.Skip(1).Prepend(row.Cell is null ? cells[0] : MarkdownText.CodeInCell(cells[0])))} |");
        }
    }
}
