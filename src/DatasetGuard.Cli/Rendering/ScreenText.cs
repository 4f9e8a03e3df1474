using DatasetGuard.Core;
using DatasetGuard.Core.Gating;
using DatasetGuard.Learning.Screening;
using Spectre.Console;

namespace DatasetGuard.Cli.Rendering;

/// <summary>A screening at the terminal: the verdict, a line for each detector, the first suspects, and what to do next.</summary>
internal static class ScreenText
{
    private const int Shown = 20;

    private static readonly Style Dim = new(Color.Grey);
    private static readonly Style Alarm = new(Color.Yellow);

    /// <param name="result">What was found.</param>
    /// <param name="output">The folder that holds the reports; null when none were written.</param>
    /// <param name="console">stdout.</param>
    public static void Write(ScreenResult result, string? output, IAnsiConsole console)
    {
        Say(ScreenWords.Verdict(result), new Style(result.ExitCode == ExitCode.Success ? null : (Color?)Color.Red, decoration: Decoration.Bold));
        Say(ScreenWords.Compared(result), Dim);
        foreach (var warning in result.Warnings)
            Say($"Careful: {warning}", Alarm);

        console.Write(Table(ScreenWords.Columns, ScreenWords.Rows(result)));
        var suspects = result.Suspects;
        if (suspects.Count > 0)
            console.Write(Table(ScreenWords.SuspectColumns(result), suspects.Take(Shown).Select(image => ScreenWords.Suspect(result, image))));
        if (suspects.Count > Shown)
            Say($"{suspects.Count - Shown:N0} more suspects: {ScreenScores.FileName} of --output has them all.", Dim);

        Say(ScreenWords.Target(result), Style.Plain);
        Say(ScreenWords.Preprocessing(result), Style.Plain);
        Say(ScreenWords.Proviso, Dim);
        Say(output is null ? $"Next: --output DIR writes {ScreenScores.FileName} with every image, and {ScreenJson.FileName}." : $"Scores: {Path.Combine(output, ScreenScores.FileName)}", Style.Plain);

        void Say(string? sentence, Style style)
        {
            foreach (var line in sentence is null ? [] : Prose.Wrap(sentence, Math.Min(console.Profile.Width, Prose.MaxWidth)))
            {
                console.Write(new Text(line, style));
                console.WriteLine();
            }
        }
    }

    private static Table Table(IEnumerable<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
            table.AddColumn(new TableColumn(new Text(column)));
        foreach (var row in rows)
            table.AddRow(row.Select(cell => new Text(Printable.Text(cell))));

        return table;
    }
}
