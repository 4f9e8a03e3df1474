using DatasetGuard.Core.Reports;
using Spectre.Console;

namespace DatasetGuard.Cli.Rendering;

/// <summary>Shows a page in the terminal. It knows the Markdown that rule pages are written in: headings, paragraphs, lists, tables, fences, bold, code.</summary>
internal static class MarkdownView
{
    private static readonly Style Heading = new(Color.Blue, decoration: Decoration.Bold);
    private static readonly Style Bold = new(decoration: Decoration.Bold);
    private static readonly Style Code = new(Color.Aqua);

    public static void Write(string page, IAnsiConsole console)
    {
        var isFirst = true;
        foreach (var block in MarkdownBlocks.Of(page))
        {
            if (!isFirst)
                console.WriteLine();

            isFirst = false;
            WriteBlock(block, console);
        }
    }

    private static void WriteBlock(IReadOnlyList<string> block, IAnsiConsole console)
    {
        var first = block[0];
        if (first.StartsWith('#'))
            console.Write(new Paragraph(first.TrimStart('#').Trim() + "\n", Heading));
        else if (first.StartsWith(MarkdownBlocks.Fence, StringComparison.Ordinal))
            WriteLines(block.Skip(1).SkipLast(1).Select(line => new Paragraph("    " + line, Code)), console);
        else if (first.StartsWith('|'))
            WriteTable(block, console);
        else if (first.StartsWith("- ", StringComparison.Ordinal))
            WriteLines(MarkdownBlocks.Items(block).Select(item => Inline(item, console)), console);
        else
            WriteLines([Inline(string.Join(' ', block), console)], console);
    }

    private static void WriteLines(IEnumerable<Paragraph> lines, IAnsiConsole console)
    {
        foreach (var line in lines)
        {
            console.Write(line);
            console.WriteLine();
        }
    }

    private static void WriteTable(IReadOnlyList<string> block, IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var cell in MarkdownBlocks.Cells(block[0]))
            table.AddColumn(new TableColumn(Spans(cell)));
        foreach (var row in block.Skip(2))
            table.AddRow(MarkdownBlocks.Cells(row).Select(Spans));

        console.Write(table);
    }

    /// <summary>A paragraph no wider than is good to read.</summary>
    private static Paragraph Inline(string text, IAnsiConsole console)
    {
        var width = Math.Min(console.Profile.Width, Prose.MaxWidth);
        return Spans(string.Join('\n', Prose.Wrap(text, width)));
    }

    private static Paragraph Spans(string text)
    {
        var paragraph = new Paragraph();
        foreach (var (part, isBold, isCode) in MarkdownBlocks.Spans(text))
            paragraph.Append(part, isCode ? Code : isBold ? Bold : Style.Plain);

        return paragraph;
    }
}
