using System.Buffers;
using System.Text;

namespace DatasetGuard.Core.Reports;

/// <summary>Text from outside, made fit for Markdown as GitHub renders it.</summary>
public static class MarkdownText
{
    private static readonly SearchValues<char> Marks = SearchValues.Create("\\`*_[]<>#|~&$");

    /// <summary>A sentence in which no name is markup, a link or a mention.</summary>
    public static string Sentence(string text)
    {
        var line = Printable.Line(text);
        var result = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            if (Marks.Contains(line[i]) || IsInLink(line, i))
                result.Append('\\');

            result.Append(line[i]);

            // Mentions are looked for in the finished text, where an escape no longer shows; an element in between ends them.
            if (line[i] == '@')
                result.Append("<!-- -->");
        }

        return result.ToString();
    }

    /// <summary>A name as code; its fence is longer than any run of backticks in it.</summary>
    public static string Code(string name)
    {
        var text = Printable.Text(name);
        var fence = new string('`', LongestRun(text) + 1);

        // One space at each end is taken off again, where backticks or spaces stand at the ends.
        return text.Length == 0 || text[0] is '`' or ' ' || text[^1] is '`' or ' ' ? $"{fence} {text} {fence}" : $"{fence}{text}{fence}";
    }

    /// <summary>The same in a cell of a table, where a bar ends the cell even inside code.</summary>
    public static string CodeInCell(string name) => Code(name).Replace("|", "\\|");

    /// <summary><c>https:</c> and <c>www.</c> become links by themselves.</summary>
    private static bool IsInLink(string text, int i) =>
        string.CompareOrdinal(text, i, "://", 0, 3) == 0
        || (text[i] == '.' && i >= 3 && text.AsSpan(i - 3, 3).Equals("www", StringComparison.OrdinalIgnoreCase));

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var character in text)
        {
            run = character == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
