using System.Globalization;
using DatasetGuard.Core;
using DatasetGuard.RedTeam.Drills;

namespace DatasetGuard.Benchmarks.Generalisation;

/// <param name="Set">As in <see cref="Triggers.StudySet"/>.</param>
/// <param name="Family">As the report names it.</param>
/// <param name="Trigger">The trigger's text.</param>
/// <param name="Rate">Share of the images that carry it.</param>
/// <param name="IsLarge">The network is twice as wide as a surrogate: four times the weights.</param>
/// <param name="Seed">Of everything.</param>
/// <param name="Success">What came out.</param>
internal sealed record GeneralisationRow(string Set, string Family, string Trigger, double Rate, bool IsLarge, int Seed, AttackSuccess Success)
{
    public const string Head = "| family | trigger | poison rate | network | seed | seen | unseen | control | clean accuracy |\n|---|---|---|---|---|---|---|---|---|";

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"| {Family} | {Trigger} | {100 * Rate:0.#} % | {(IsLarge ? "large" : "small")} | {Seed} | {Text(Success.Seen)} | {Text(Success.Unseen!)} | {Text(Success.Control)} | {Text(Success.Accuracy)} |");

    private static string Text(Proportion proportion)
    {
        var (low, high) = proportion.Wilson95();
        return string.Create(CultureInfo.InvariantCulture, $"{proportion.Share:F2} ({low:F2} to {high:F2})");
    }
}
