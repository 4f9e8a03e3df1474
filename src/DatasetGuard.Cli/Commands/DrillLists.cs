using System.Globalization;
using System.Text.RegularExpressions;
using DatasetGuard.RedTeam.Drills;

namespace DatasetGuard.Cli.Commands;

/// <summary>Lists with commas on the command line of a drill.</summary>
internal static partial class DrillLists
{
    /// <summary>More scans than that are a mistake in a list.</summary>
    private const int MaxSeeds = 1000;

    /// <summary>A comma before a digit belongs to a place, as in <c>checker@2,3</c>.</summary>
    public static IReadOnlyList<DrillAttack> Attacks(IEnumerable<string> lists) =>
        [.. lists.SelectMany(list => BetweenAttacks().Split(list)).Select(text => DrillAttack.Parse(text.Trim())).Distinct()];

    /// <exception cref="UsageException">Something in it is no share.</exception>
    public static IReadOnlyList<double> Rates(string list) =>
    [
        .. list.Split(',', StringSplitOptions.TrimEntries)
            .Select(text => OptionExtensions.TryShare(text) ?? throw new UsageException($"--rates are shares above 0 and up to 1, such as 0.01,0.05, not {Quote.Of(text)}."))
            .Distinct(),
    ];

    /// <summary><c>1,2,7</c> or <c>1-3</c>.</summary>
    /// <exception cref="UsageException">Something in it is no whole number.</exception>
    public static IReadOnlyList<int> Seeds(string list) => [.. list.Split(',', StringSplitOptions.TrimEntries).SelectMany(Range).Distinct()];

    private static IEnumerable<int> Range(string text)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var one))
            return [one];

        var ends = text.Split('-');
        return ends.Length == 2 && TryWhole(ends[0], out var from) && TryWhole(ends[1], out var to) && to >= from && to - from < MaxSeeds
            ? Enumerable.Range(from, to - from + 1)
            : throw new UsageException($"--seeds are whole numbers, such as 1,2,3 or 1-3, not {Quote.Of(text)}.");
    }

    private static bool TryWhole(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    [GeneratedRegex(@",\s*(?=[A-Za-z])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BetweenAttacks();
}
