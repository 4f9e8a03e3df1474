namespace DatasetGuard.Core.Rules;

/// <summary>The first few of a list in a message: a finding is read in seconds, and the whole list stands in the reports.</summary>
internal static class Listing
{
    private const int Shown = 3;

    /// <param name="items">Not empty.</param>
    /// <param name="name">Fit to print.</param>
    public static string Of<T>(IReadOnlyCollection<T> items, Func<T, string> name)
    {
        var more = items.Count > Shown ? $" and {items.Count - Shown:N0} more" : "";
        return string.Join(", ", items.Take(Shown).Select(name)) + more;
    }

    /// <summary>A class name in quotation marks.</summary>
    public static string Quoted(string className) => $"'{Printable.Text(className)}'";
}
