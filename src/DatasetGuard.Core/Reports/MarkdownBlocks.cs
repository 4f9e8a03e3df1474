namespace DatasetGuard.Core.Reports;

/// <summary>Takes apart the Markdown that rule pages are written in: headings, paragraphs, lists, tables, fences, bold, code.</summary>
public static class MarkdownBlocks
{
    public const string Fence = "```";

    /// <summary>Runs of lines between blank ones; a fence keeps its blank lines.</summary>
    public static IEnumerable<IReadOnlyList<string>> Of(string page)
    {
        var block = new List<string>();
        var isFenced = false;
        foreach (var line in page.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith(Fence, StringComparison.Ordinal))
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

    /// <summary>List items, each with its mark, and their continuation lines joined.</summary>
    public static IReadOnlyList<string> Items(IEnumerable<string> block)
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

    public static IEnumerable<string> Cells(string row) => row.Trim('|').Split('|').Select(cell => cell.Trim());

    /// <summary>Bold between double asterisks and code between backticks, whose insides are left alone.</summary>
    public static IEnumerable<(string Text, bool IsBold, bool IsCode)> Spans(string text)
    {
        var isBold = false;
        var parts = text.Split('`');
        for (var i = 0; i < parts.Length; i++)
        {
            if (i % 2 == 1)
            {
                yield return (parts[i], false, true);
                continue;
            }

            var pieces = parts[i].Split("**");
            for (var k = 0; k < pieces.Length; k++)
            {
                isBold ^= k > 0;
                yield return (pieces[k], isBold, false);
            }
        }
    }
}
