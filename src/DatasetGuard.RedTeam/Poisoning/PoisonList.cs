using DatasetGuard.Core.Reports;

namespace DatasetGuard.RedTeam.Poisoning;

/// <summary><c>poison.csv</c>: what was done to each image of the copy.</summary>
internal static class PoisonList
{
    public const string FileName = "poison.csv";

    private static readonly string[] Header = ["path", "label", "original_label", "poisoned", "trigger", "seed", "source", "parameters", "cover"];

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
            var role = copy.Plan.Role;
            var isClean = role == PoisonRole.Clean;
            table.Add(copy.Path);
            table.Add(copy.Plan.Label);
            table.Add(copy.Plan.Sample.Label);
            table.Add(role == PoisonRole.Poison ? "true" : "false");
            table.Add(isClean ? "" : attack);
            table.Add(isClean ? null : (double?)seed);
            table.Add(copy.Plan.Sample.Id);
            table.Add(copy.Parameters);
            table.Add(role == PoisonRole.Cover ? "true" : "false");
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
