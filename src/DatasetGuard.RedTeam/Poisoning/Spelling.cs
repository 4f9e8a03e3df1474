namespace DatasetGuard.RedTeam.Poisoning;

/// <summary>Guesses what a mistyped name was meant to be.</summary>
internal static class Spelling
{
    /// <summary>" Did you mean 'x'?" for the nearest name that is at most a third of its letters away; empty without one.</summary>
    public static string Hint(string text, IEnumerable<string> names)
    {
        var nearest = names.Select(name => (Name: name, Distance: Distance(text, name))).OrderBy(item => item.Distance).FirstOrDefault();
        return nearest.Name is not null && nearest.Distance <= Math.Max(1, nearest.Name.Length / 3)
            ? $" Did you mean '{Core.Printable.Text(nearest.Name)}'?"
            : "";
    }

    /// <summary>Levenshtein's distance without regard to case. Texts are cut at 64 characters: longer ones are no typing errors.</summary>
    private static int Distance(string a, string b)
    {
        const int Longest = 64;
        var (left, right) = (a[..Math.Min(a.Length, Longest)].ToUpperInvariant(), b[..Math.Min(b.Length, Longest)].ToUpperInvariant());
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
