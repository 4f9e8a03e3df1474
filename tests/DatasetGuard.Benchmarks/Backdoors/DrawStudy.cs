using System.Globalization;
using DatasetGuard.Benchmarks.Triggers;
using DatasetGuard.Core.Findings;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Benchmarks.Backdoors;

/// <summary>Scans clean images, drawn anew with each seed: small sets and other seeds are where a rule says too much.</summary>
internal static class DrawStudy
{
    /// <summary>Sets, and of how many images their draws are; those with fewer are scanned whole.</summary>
    private static readonly Dictionary<string, int> Sizes = new() { ["flowers"] = 700, ["cifar"] = 1_500, ["fashion"] = 1_500, ["mnist"] = 1_500, ["gtsrb"] = 900, ["dogcat"] = 300 };

    /// <param name="data">Folder with the archives.</param>
    /// <param name="output">The table, a row a set.</param>
    /// <param name="sets">Names of sets; those of the plan when empty.</param>
    /// <param name="seeds">Each draws once, and is the seed of the scan.</param>
    /// <param name="size">Images of a draw; that of the plan when null.</param>
    public static void Run(string data, TextWriter output, string[] sets, int[] seeds, int? size)
    {
        LibTorch.EnsureLoaded();
        output.WriteLine("| set | images | draws | with errors | with warnings | which |\n|---|---|---|---|---|---|");
        foreach (var name in sets.Length > 0 ? sets : [.. Sizes.Keys])
        {
            var set = StudySet.Load(data, name);
            var count = Math.Min(set.Images.Count, size ?? Sizes.GetValueOrDefault(name, set.Images.Count));
            var draws = seeds.Select(seed => (Seed: seed, Findings: Scan(set, count, seed))).ToArray();
            int With(FindingLevel level) => draws.Count(draw => draw.Findings.Any(finding => finding.Level == level));
            var which = draws.SelectMany(draw => draw.Findings.Select(finding => $"{finding.RuleId} {finding.Class}, {finding.Level.ToString().ToLowerInvariant()} (seed {draw.Seed}, {finding.Samples.Count} images)"));
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {count:N0} | {draws.Length} | {With(FindingLevel.Error)} | {With(FindingLevel.Warning)} | {string.Join("; ", which)} |"));
            output.Flush();
        }
    }

    private static Finding[] Scan(StudySet set, int count, int seed) =>
        [.. BackdoorStudy.Scan(StudyCell.Clean(set.Draw(count, seed)), seed).Result.Findings.Where(finding => finding.Level >= FindingLevel.Warning)];
}
