using DatasetGuard.Core.Findings;

namespace DatasetGuard.Core.Gating;

/// <summary>Something that a rule finds and that is known to be no fault.</summary>
public sealed record Suppression
{
    public required string Rule { get; init; }

    /// <summary>Of samples' ids; empty for all of the class.</summary>
    public IReadOnlyList<PathPattern> Paths { get; init; } = [];

    /// <summary>Only samples of this class; null for any.</summary>
    public string? Class { get; init; }

    public required string Reason { get; init; }

    /// <summary>The last day on which it holds; null for always.</summary>
    public DateOnly? Expires { get; init; }

    /// <summary>Where it stands in the configuration, from 1.</summary>
    public required int Line { get; init; }

    /// <param name="id">A sample's id.</param>
    /// <param name="className">Its class; null without one.</param>
    public bool Covers(string id, string? className) =>
        (Class is null || Class == className) && (Paths.Count == 0 || Paths.Any(pattern => pattern.IsMatch(id)));

    /// <summary>For findings about a class or the dataset that list no sample: only a suppression of everything covers them.</summary>
    public bool CoversWhole(Finding finding) =>
        (Class is null || Class == finding.Class) && (Paths.Count == 0 || Paths.Any(pattern => pattern.MatchesAll));

    /// <summary>What it is about, in one line and fit to print.</summary>
    public string Describe()
    {
        var paths = Paths.Count == 0 ? "" : $" in {Printable.Text(string.Join(", ", Paths.Select(pattern => pattern.Text)))}";
        return $"{Rule}{paths}{(Class is null ? "" : $" of class '{Printable.Text(Class)}'")}";
    }
}
