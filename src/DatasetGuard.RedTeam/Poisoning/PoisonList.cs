using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace DatasetGuard.RedTeam.Poisoning;

/// <summary><c>poison.csv</c>: what was done to each image of the copy. It also reads as a manifest.</summary>
internal static class PoisonList
{
    public const string FileName = "poison.csv";

    // Names come from the dataset, and a spreadsheet would run what begins like a formula.
    private static readonly CsvConfiguration Format = new(CultureInfo.InvariantCulture)
    {
        InjectionOptions = InjectionOptions.Escape,
        NewLine = "\n",
    };

    /// <param name="target">Stays open.</param>
    /// <param name="copies">Any order.</param>
    /// <param name="attack">The attack's text.</param>
    /// <param name="seed">Of the attack.</param>
    public static void Write(Stream target, IEnumerable<WrittenCopy> copies, string attack, int seed)
    {
        using var text = new StreamWriter(target, leaveOpen: true);
        using var csv = new CsvWriter(text, Format);
        foreach (var header in (string[])["path", "label", "original_label", "poisoned", "trigger", "seed", "source"])
            csv.WriteField(header);

        csv.NextRecord();
        foreach (var copy in copies.OrderBy(copy => copy.Path, StringComparer.Ordinal))
        {
            csv.WriteField(copy.Path);
            csv.WriteField(copy.Plan.Label);
            csv.WriteField(copy.Plan.Sample.Label);
            csv.WriteField(copy.Plan.IsPoisoned ? "true" : "false");
            csv.WriteField(copy.Plan.IsPoisoned ? attack : "");
            csv.WriteField(copy.Plan.IsPoisoned ? seed.ToString(CultureInfo.InvariantCulture) : "");
            csv.WriteField(copy.Plan.Sample.Id);
            csv.NextRecord();
        }
    }
}

/// <param name="Plan">What was to be written.</param>
/// <param name="Path">Where it was.</param>
internal sealed record WrittenCopy(PlannedCopy Plan, string Path);
