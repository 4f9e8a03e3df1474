using DatasetGuard.Core;
using DatasetGuard.Core.Configuration;
using DatasetGuard.RedTeam.Drills;
using Spectre.Console;

namespace DatasetGuard.Cli.Rendering;

/// <summary>A drill at the terminal: what was caught, what warns that it proves little, and a line for each scan.</summary>
/// <param name="console">stdout.</param>
/// <param name="output">The folder that holds the reports; null when none were written.</param>
internal sealed class DrillTable(IAnsiConsole console, string? output)
{
    private const int CaughtColumn = 4;

    private readonly int _width = Math.Min(console.Profile.Width, Prose.MaxWidth);

    public void Write(DrillResult result)
    {
        var dataset = result.Scan.Dataset;
        console.Write(new Text(DrillText.Summary(result), new Style(decoration: Decoration.Bold)));
        console.WriteLine();
        Say($"{Prose.Count(dataset.Samples.Count, "image")} in {Prose.Count(dataset.Classes.Count, "class", "classes")}, {Printable.Text(dataset.Root)}, "
            + $"target {Printable.Text(result.Target)}, depth {Vocabulary.NameOf(result.Scan.Depth)}", new Style(Color.Grey));
        if (DrillText.Warning(result) is { } warning)
            Say(warning, new Style(Color.Yellow));

        console.Write(Table(result));
        foreach (var fault in DrillText.Faults(result))
            Say($"Not tried: {fault}", new Style(Color.Yellow));

        if (DrillText.Trace(result) is { } trace)
            Say(trace, new Style(Color.Yellow));

        Say(DrillText.Legend, new Style(Color.Grey));
        Say(output is null
            ? "Next: --output DIR writes a heat map, this table and the numbers; 'datasetguard poison' writes one of these copies."
            : $"Heat map: {Printable.Text(Path.Combine(output, DrillHeatMap.FileName))}", Style.Plain);
    }

    private static Table Table(DrillResult result)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in DrillText.Columns(result).Append("Time"))
            table.AddColumn(new TableColumn(new Text(column)));

        foreach (var row in result.Rows.Prepend(result.Clean))
        {
            var style = row.Cell is null ? Style.Plain : new Style(row.IsCaught ? Color.Green : Color.Red);
            table.AddRow(DrillText.Cells(row, result).Append($"{row.Time.TotalSeconds:0.0} s").Select((text, i) => new Text(Printable.Text(text), i == CaughtColumn ? style : Style.Plain)));
        }

        return table;
    }

    private void Say(string sentence, Style style)
    {
        foreach (var line in Prose.Wrap(sentence, _width))
        {
            console.Write(new Text(line, style));
            console.WriteLine();
        }
    }
}
