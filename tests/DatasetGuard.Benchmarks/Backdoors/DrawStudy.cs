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
    /// <param name="size">Images of a draw; that of the plan when null, or all of some classes.</param>
    /// <param name="classes">How many classes are drawn, which by themselves say little of what is natural; all of them when null.</param>
    public static void Run(string data, TextWriter output, string[] sets, int[] seeds, int? size, int? classes)
    {
        LibTorch.EnsureLoaded();
        output.WriteLine("| set | images | draws | with errors | with warnings | which |\n|---|---|---|---|---|---|");
        foreach (var name in sets.Length > 0 ? sets : [.. Sizes.Keys])
        {
            var set = StudySet.Load(data, name);
            var draws = Array.ConvertAll(seeds, seed =>
            {
                var some = classes is { } count ? set.DrawClasses(count, seed) : set;
                var draw = (size ?? (classes is null ? Sizes.GetValueOrDefault(name, set.Images.Count) : null)) is { } images ? some.Draw(Math.Min(some.Images.Count, images), seed) : some;
                return (Seed: seed, Drawn: draw.Images.Count, Of: classes is null ? "" : $" of {some.Name}", Findings: Scan(draw, seed));
            });
            int With(FindingLevel level) => draws.Count(draw => draw.Findings.Any(finding => finding.Level == level));
            var which = draws.SelectMany(draw => draw.Findings.Select(finding => $"{finding.RuleId} {finding.Class}{draw.Of}, {finding.Level.ToString().ToLowerInvariant()} (seed {draw.Seed}, {finding.Samples.Count} images)"));
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name}{(classes is { } few ? $", {few} classes" : "")} | {draws.Max(draw => draw.Drawn):N0} | {draws.Length} | {With(FindingLevel.Error)} | {With(FindingLevel.Warning)} | {string.Join("; ", which)} |"));
            output.Flush();
        }
    }

    private static Finding[] Scan(StudySet draw, int seed) =>
        [.. BackdoorStudy.Scan(StudyCell.Clean(draw), seed).Result.Findings.Where(finding => finding.Level >= FindingLevel.Warning)];
}
