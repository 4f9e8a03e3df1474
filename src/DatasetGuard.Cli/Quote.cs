using DatasetGuard.Core;

namespace DatasetGuard.Cli;

internal static class Quote
{
    /// <summary>A word of the command line in quotes and fit to print: it may be a file name that a shell pattern brought in.</summary>
    public static string Of(string word) => $"'{Printable.Text(word)}'";
}
