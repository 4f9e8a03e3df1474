using DatasetGuard.Core;

namespace DatasetGuard.Cli.Rendering;

/// <summary>Sentences broken into lines that are good to read.</summary>
internal static class Prose
{
    /// <summary>Columns; longer lines are hard to follow, however wide the terminal is.</summary>
    public const int MaxWidth = 100;

    /// <summary>The words in lines of at most <paramref name="width"/>, each word fit to print; a longer word has a line of its own.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Printable.Text))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        if (line.Length > 0)
            yield return line;
    }

    public static string Count(int count, string one, string? many = null) => $"{count:N0} {(count == 1 ? one : many ?? one + "s")}";

    public static string Percent(double share) => FormattableString.Invariant($"{100 * share:0.0} %");
}
