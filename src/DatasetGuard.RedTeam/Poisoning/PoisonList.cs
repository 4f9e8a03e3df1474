using DatasetGuard.Core.Reports;

namespace DatasetGuard.RedTeam.Poisoning;

/// <summary><c>poison.csv</c>: what was done to each image of the copy.</summary>
internal static class PoisonList
{
    public const string FileName = "poison.csv";

    private static readonly string[] Header = ["path", "label", "original_label", "poisoned", "trigger", "seed", "source", "parameters"];

    /// <param name="target">Stays open.</param>
    /// <param name="copies">Any order.</param>
    /// <param name="attack">The attack's text.</param>
    /// <param name="seed">Of the attack.</param>
    public static void Write(Stream target, IEnumerable<WrittenCopy> copies, string attack, int seed)
    {
        using var table = new CsvTable(target);
        foreach (var name in Header)
            table.Add(name);

        table.EndRow();
        foreach (var copy in copies.OrderBy(copy => copy.Path, StringComparer.Ordinal))
        {
            var isPoisoned = copy.Plan.IsPoisoned;
            table.Add(copy.Path);
            table.Add(copy.Plan.Label);
            table.Add(copy.Plan.Sample.Label);
            table.Add(isPoisoned ? "true" : "false");
            table.Add(isPoisoned ? attack : "");
            table.Add(isPoisoned ? (double?)seed : null);
            table.Add(copy.Plan.Sample.Id);
            table.Add(copy.Parameters);
            table.EndRow();
        }
    }
}

/// <param name="Plan">What was to be written.</param>
/// <param name="Path">Where it was.</param>
internal sealed record WrittenCopy(PlannedCopy Plan, string Path)
{
    /// <summary>What the attack drew for this image; empty where it draws nothing.</summary>
    public string Parameters { get; init; } = "";
}
