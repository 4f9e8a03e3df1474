using DatasetGuard.Benchmarks.Triggers;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Rules.Change;
using DatasetGuard.RedTeam;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.Benchmarks.Change;

/// <summary>Adds images to accepted ones, clean and poisoned, and writes what DG1402 reports as Markdown tables.</summary>
internal static class DeltaStudy
{
    private const int Jobs = 2;
    private const int CleanScans = 20;
    private const int Seeds = 3;

    /// <summary>Images of other classes with the class's label, without a trigger.</summary>
    private const string WrongLabels = "wrong labels";

    private static readonly string[] Triggers =
        ["checker", "white", "pixel", "blend:0.1", "blend:0.05", "sin:20:6:0", "corner", "shape", "noise:8", "freq:10", WrongLabels];

    private static readonly double[] Shares = [0.1, 0.2, 0.5];

    /// <param name="data">Folder with the archives.</param>
    /// <param name="output">The tables.</param>
    /// <param name="only">Names of sets; all when empty.</param>
    public static void Run(string data, TextWriter output, string[] only)
    {
        output.WriteLine("| set | accepted of a class | new of a class | clean scans | classes compared | warnings | notes | highest ratio | most that stand out |\n|---|---|---|---|---|---|---|---|---|");
        var sets = Sets(data).Where(set => only.Length == 0 || only.Contains(set.Name)).ToArray();
        foreach (var set in sets)
        {
            foreach (var size in (int[])[50, 200])
                RunClean(set, size, output);
        }

        foreach (var set in sets)
        {
            foreach (var size in (int[])[50, 200])
                RunPoisoned(set, size, output);
        }
    }

    /// <summary>What is accepted, and where new images come from. The limits were drawn on the first two; the others were first looked at with the limits as they are.</summary>
    private static IEnumerable<DeltaSet> Sets(string data)
    {
        yield return new("cifar", StudySet.Load(data, "cifar"), StudySet.Load(data, "cifar-1"));
        yield return Split("mnist", StudySet.Load(data, "mnist"));
        yield return new("cifar-2 and cifar-test", StudySet.Load(data, "cifar-2"), StudySet.Load(data, "cifar-test"));
        yield return new("mnist and mnist-test", StudySet.Load(data, "mnist"), StudySet.Load(data, "mnist-test"));
        yield return new("fashion", StudySet.Load(data, "fashion"), StudySet.Load(data, "fashion-2"));
        yield return Split("flowers", StudySet.Load(data, "flowers"));
    }

    private static DeltaSet Split(string name, StudySet set)
    {
        var order = Enumerable.Range(0, set.Images.Count).ToArray();
        SplitMix64.For(1, "delta halves").Shuffle(order.AsSpan());
        return new(name, set.Take(name, order.Where((_, i) => i % 2 == 0)), set.Take(name, order.Where((_, i) => i % 2 == 1)));
    }

    private static void RunClean(DeltaSet set, int size, TextWriter output)
    {
        var outcomes = Enumerable.Range(1, CleanScans).Select(seed => Scan(set, [.. Enumerable.Range(0, set.Accepted.Classes.Count)], size, seed, null, 0)).ToArray();
        var findings = outcomes.SelectMany(outcome => outcome.Findings).ToArray();
        output.WriteLine(
            $"| {set.Name} | {set.Accepted.Images.Count / set.Accepted.Classes.Count:N0} | {size} | {CleanScans} | {CleanScans * set.Accepted.Classes.Count} "
            + $"| {findings.Count(finding => finding.Level == FindingLevel.Warning)} | {findings.Count(finding => finding.Level == FindingLevel.Note)} "
            + $"| {findings.Select(finding => finding.Score!.Value).DefaultIfEmpty(0).Max():F2} | {findings.Select(finding => finding.Measures[1].Value).DefaultIfEmpty(0).Max()} |");
        output.Flush();
    }

    private static void RunPoisoned(DeltaSet set, int size, TextWriter output)
    {
        output.WriteLine($"\n## {set.Name}, {size} new images in each of three classes, one of them poisoned\n");
        output.WriteLine("| trigger | share of the new | warned | noted | kind | precision of a warning's list | recall | other classes reported |\n|---|---|---|---|---|---|---|---|");
        foreach (var trigger in Triggers)
        {
            foreach (var share in Shares)
                RunCell(set, size, trigger, share, output);
        }
    }

    private static void RunCell(DeltaSet set, int size, string trigger, double share, TextWriter output)
    {
        var (warned, noted, others, kinds, precisions, recalls) = (0, 0, 0, new SortedSet<string>(StringComparer.Ordinal), new List<double>(), new List<double>());
        for (var seed = 1; seed <= Seeds; seed++)
        {
            int[] classes = [.. Enumerable.Range(0, 3).Select(i => ((3 * seed) + i) % set.Accepted.Classes.Count)];
            var outcome = Scan(set, classes, size, seed, trigger, share);
            others += outcome.Findings.Count(finding => finding.Class != set.Accepted.Classes[classes[0]]);
            if (outcome.Findings.FirstOrDefault(finding => finding.Class == set.Accepted.Classes[classes[0]]) is not { } hit)
                continue;

            kinds.UnionWith(hit.Measures.Skip(2).Select(measure => measure.Name));
            if (hit.Level == FindingLevel.Note)
            {
                noted++;
                continue;
            }

            warned++;
            var poison = hit.Samples.Count(flagged => flagged.Sample.Id.EndsWith('p'));
            precisions.Add((double)poison / hit.Samples.Count);
            recalls.Add(poison / Math.Round(share * size));
        }

        output.WriteLine($"| {trigger} | {share * 100:0} % | {warned} of {Seeds} | {noted} | {string.Join(", ", kinds)} | {Mean(precisions)} | {Mean(recalls)} | {others} |");
        output.Flush();
    }

    private static RuleOutcome Scan(DeltaSet set, int[] classes, int size, int seed, string? trigger, double share)
    {
        var samples = new List<RawSample>();
        for (var i = 0; i < set.Accepted.Images.Count; i++)
        {
            if (classes.Contains(set.Accepted.Labels[i]))
                samples.Add(Raw($"accepted/{i:D6}", set.Accepted.Images[i], set.Accepted.Classes[set.Accepted.Labels[i]]));
        }

        foreach (var c in classes)
            samples.AddRange(New(set, c, size, seed, c == classes[0] ? trigger : null, share));

        var options = new ScanOptions { Jobs = Jobs, Seed = seed };
        using var pixels = new PixelStore(options.TemporaryFolder);
        var (dataset, views) = new DatasetLoader(pixels, options, SilentProgress.Instance).Load([set.Name], [new MemoryReader(samples)], default);
        var accepted = dataset.Samples.Where(sample => sample.Id.StartsWith('a')).Select(sample => new AcceptedEntry(sample.Id, sample.ContentHash, dataset.ClassOf(sample)));
        options = options with { Accepted = new AcceptedManifest("", HasClasses: true, [.. accepted]) };
        return new BatchRule().Evaluate(new ScanContext(dataset, views, options, SilentProgress.Instance), default);
    }

    /// <summary>New images of a class; ids of poisoned ones, which come from other classes, end in <c>p</c>.</summary>
    private static IEnumerable<RawSample> New(DeltaSet set, int label, int size, int seed, string? trigger, double share)
    {
        var name = set.New.Classes[label];
        var poisoned = trigger is null ? 0 : (int)Math.Round(share * size);
        foreach (var i in Drawn(set.New, seed, own => own == label).Take(size - poisoned))
            yield return Raw($"new/{i:D6}", set.New.Images[i], name);

        var parsed = trigger is null or WrongLabels ? null : Trigger.Parse(trigger, seed);
        foreach (var i in Drawn(set.New, seed, own => own != label).Take(poisoned))
        {
            var image = set.New.Images[i].Clone();
            parsed?.Apply(image, new TriggerDraw($"{i:D6}"));
            yield return Raw($"new/{i:D6}p", image, name);
        }
    }

    private static int[] Drawn(StudySet set, int seed, Func<int, bool> isEligible)
    {
        var pool = Enumerable.Range(0, set.Images.Count).Where(i => isEligible(set.Labels[i])).ToArray();
        SplitMix64.For(seed, "delta").Shuffle(pool.AsSpan());
        return pool;
    }

    private static RawSample Raw(string id, PixelBuffer image, string label) => new(id, new SampleContent.Raw(image), label) { IsLabelled = true };

    private static string Mean(List<double> values) => values.Count == 0 ? "-" : $"{values.Average():F2}";

    private sealed record DeltaSet(string Name, StudySet Accepted, StudySet New);
}
