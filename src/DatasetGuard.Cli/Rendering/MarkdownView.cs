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
        foreach (var block in Blocks(page))
        {
            if (!isFirst)
                console.WriteLine();

            isFirst = false;
            WriteBlock(block, console);
        }
    }

    /// <summary>Runs of lines between blank ones; a fence keeps its blank lines.</summary>
    private static IEnumerable<List<string>> Blocks(string page)
    {
        var block = new List<string>();
        var isFenced = false;
        foreach (var line in page.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                isFenced = !isFenced;
            if (line.Length > 0 || isFenced)
            {
                block.Add(line);
            }
            else if (block.Count > 0)
            {
                yield return block;
                block = [];
            }
        }

        if (block.Count > 0)
            yield return block;
    }

    private static void WriteBlock(List<string> block, IAnsiConsole console)
    {
        var first = block[0];
        if (first.StartsWith('#'))
            console.Write(new Paragraph(first.TrimStart('#').Trim() + "\n", Heading));
        else if (first.StartsWith("```", StringComparison.Ordinal))
            WriteLines(block[1..^1].Select(line => new Paragraph("    " + line, Code)), console);
        else if (first.StartsWith('|'))
            WriteTable(block, console);
        else if (first.StartsWith("- ", StringComparison.Ordinal))
            WriteLines(Items(block).Select(item => Inline(item, console)), console);
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

    /// <summary>List items with their continuation lines joined.</summary>
    private static List<string> Items(List<string> block)
    {
        var items = new List<string>();
        foreach (var line in block)
        {
            if (line.StartsWith("- ", StringComparison.Ordinal) || items.Count == 0)
                items.Add(line);
            else
                items[^1] += " " + line.Trim();
        }

        return items;
    }

    private static void WriteTable(List<string> block, IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var cell in Cells(block[0]))
            table.AddColumn(new TableColumn(Spans(cell)));
        foreach (var row in block.Skip(2))
            table.AddRow(Cells(row).Select(Spans));

        console.Write(table);
    }

    private static IEnumerable<string> Cells(string row) => row.Trim('|').Split('|').Select(cell => cell.Trim());

    /// <summary>A paragraph no wider than is good to read.</summary>
    private static Paragraph Inline(string text, IAnsiConsole console)
    {
        var width = Math.Min(console.Profile.Width, Prose.MaxWidth);
        return Spans(string.Join('\n', Prose.Wrap(text, width)));
    }

    /// <summary>Bold between double asterisks and code between backticks, whose insides are left alone.</summary>
    private static Paragraph Spans(string text)
    {
        var paragraph = new Paragraph();
        var isBold = false;
        var parts = text.Split('`');
        for (var i = 0; i < parts.Length; i++)
        {
            if (i % 2 == 1)
            {
                paragraph.Append(parts[i], Code);
                continue;
            }

            var pieces = parts[i].Split("**");
            for (var k = 0; k < pieces.Length; k++)
            {
                isBold ^= k > 0;
                paragraph.Append(pieces[k], isBold ? Bold : Style.Plain);
            }
        }

        return paragraph;
    }
}
