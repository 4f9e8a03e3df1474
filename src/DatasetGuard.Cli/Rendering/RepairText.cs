using DatasetGuard.Core;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Repair;
using Spectre.Console;

namespace DatasetGuard.Cli.Rendering;

/// <summary>A repair at the terminal: the verdict, a line for each method, and what to do next.</summary>
internal static class RepairText
{
    private static readonly Style Dim = new(Color.Grey);

    public static void Write(RepairResult result, string output, IAnsiConsole console)
    {
        Say(RepairWords.Verdict(result), new Style(result.IsRepaired ? null : (Color?)Color.Red, decoration: Decoration.Bold));
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in RepairWords.Columns)
            table.AddColumn(new TableColumn(new Text(column)));
        foreach (var row in RepairWords.Rows(result))
            table.AddRow(row.Select(cell => new Text(Printable.Text(cell))));

        console.Write(table);
        Say(RepairWords.Choice(result), Style.Plain);
        foreach (var advice in result.Advice)
            Say(RepairWords.Advice(advice), Dim);

        Say(Prose.Count(result.Images.Seen.Length, "image") + " were learned from; " + Prose.Count(result.Images.HeldOut.Length, "other") + " judge, in brackets with 95 % intervals (Wilson), and also chose the method.", Dim);
        Say(RepairWords.Proviso, Dim);
        if (result.Chosen is null)
            return;

        Say($"Model: {Path.Combine(output, ModelJson.WeightsName)}", Style.Plain);
        Say($"Next: 'datasetguard audit {output} --data DATASET' looks whether another trigger is left.", Style.Plain);

        void Say(string? sentence, Style style)
        {
            foreach (var line in sentence is null ? [] : Prose.Wrap(Printable.Text(sentence), Math.Min(console.Profile.Width, Prose.MaxWidth)))
            {
                console.Write(new Text(line, style));
                console.WriteLine();
            }
        }
    }
}
