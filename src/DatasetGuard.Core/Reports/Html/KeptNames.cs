using System.Text.RegularExpressions;
using DatasetGuard.Core.Findings;

namespace DatasetGuard.Core.Reports.Html;

/// <summary>
/// The script writes numbers with the marks of the reader's language. A name that holds a number, such as the class <c>1.5</c>, is none:
/// a sentence with one in it stays as it is.
/// </summary>
internal static partial class KeptNames
{
    /// <summary>Files of a finding that its message may name; it names the first few.</summary>
    private const int MaxFiles = 100;

    public static Markup Attribute(string sentence, Finding finding) => Attribute(sentence, finding.Class, finding.Samples.Select(flagged => flagged.Sample.Id));

    /// <summary>An attribute for the element that holds the sentence; empty where there is no such name.</summary>
    public static Markup Attribute(string sentence, string? className, IEnumerable<string> files)
    {
        var names = files.Take(MaxFiles).Append(className ?? "").Select(name => Printable.Text(name));
        return new Markup(names.Any(name => Number().IsMatch(name) && sentence.Contains(name, StringComparison.Ordinal)) ? " translate=\"no\"" : "");
    }

    /// <summary>As the script has it, or wider.</summary>
    [GeneratedRegex("(?:^|[^0-9A-Za-z_.,/])(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+\\.[0-9]+)(?:$|[^0-9A-Za-z_/-])", RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
