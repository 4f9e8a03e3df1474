using System.Globalization;
using DatasetGuard.Benchmarks.Triggers;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.RedTeam;
using DatasetGuard.RedTeam.Attacks.Collisions;

namespace DatasetGuard.Benchmarks.Collisions;

/// <summary>Trains victims, makes poisons that collide in their encoders, scans with those encoders, and writes what was flagged as Markdown tables.</summary>
internal static class CollisionStudy
{
    private const int Jobs = 2;
    private const int JpegQuality = 75;
    private const int SmallDraws = 10;
    private static readonly PoisonFrogs Quick = new() { Iterations = 120 };

    private static int _poisons;
    private static int _found;

    /// <param name="data">Folder with the archives.</param>
    /// <param name="output">The tables.</param>
    public static void Run(string data, TextWriter output)
    {
        LibTorch.EnsureLoaded();
        var test = StudySet.Load(data, "cifar-test");
        using var victim = Victim(Joined(StudySet.Load(data, "cifar-1"), StudySet.Load(data, "cifar-3")), test, epochs: 4, output);
        var (first, third) = (StudySet.Load(data, "cifar"), StudySet.Load(data, "cifar-2"));
        var mnist = StudySet.Load(data, "mnist");
        var (learned, scanned) = (mnist.Take("mnist, first half", Enumerable.Range(0, mnist.Images.Count).Where(i => i % 2 == 0)), mnist.Take("mnist, second half", Enumerable.Range(0, mnist.Images.Count).Where(i => i % 2 == 1)));
        var digits = StudySet.Load(data, "mnist-test");
        using var reader = Victim(learned, digits, epochs: 4, output);

        output.WriteLine("\n## Untouched sets\n\n| set | images | three highest scores | DG2101 | DG2102 | DG2103 |\n|---|---|---|---|---|---|");
        Clean(first, victim, output);
        Clean(third, victim, output);
        Clean(test, victim, output);
        Clean(scanned, reader, output);

        output.WriteLine("\n## Poisons\n\n| set | attack | poisons | distance | change | over the cut | DG2101 lists | DG2102 | DG2103 | clean images listed | errors |\n|---|---|---|---|---|---|---|---|---|---|---|");
        Development(first, test, victim, output);
        HeldOut(third, test, victim, output);
        Digits(scanned, digits, reader, output);
        output.WriteLine($"\nAll but the JPEG and adaptive rows and the watermarks of images in the set: DG2101 lists {_found} of {_poisons} poisons ({Share(_found, _poisons)}).");

        output.WriteLine("\n## Small transfer sets: two classes, one poison, ten draws\n\n| set | images a class | DG2101 finds the poison | clean images listed, untouched | with the poison |\n|---|---|---|---|---|");
        foreach (var perClass in (int[])[100, 300])
        {
            Small(first, test, victim, perClass, output);
            Small(third, test, victim, perClass, output);
            Small(scanned, digits, reader, perClass, output);
        }
    }

    private static void Development(StudySet set, StudySet targets, VictimNet victim, TextWriter output)
    {
        var taken = new HashSet<int>();
        var one = CollisionCell.Frogs("one a target", victim, set, targets, (15, 1), new PoisonFrogs(), taken);
        var marked = CollisionCell.Frogs("one a target, watermark 0.2", victim, set, targets, (15, 1), new PoisonFrogs { Watermark = 0.2 }, taken);
        var saved = CollisionCell.Frogs("one a target", victim, set, targets, (15, 1), new PoisonFrogs(), taken).AsJpeg(JpegQuality);
        Show(CollisionScan.Run(set, [one, marked, saved], victim, Jobs), victim, output);
        Show(CollisionScan.Run(set, [.. Adaptive(set, targets, victim, 30)], victim, Jobs), victim, output);
        Show(CollisionScan.Run(set, [CollisionCell.Frogs("10 targets, 10 each", victim, set, targets, (10, 10), Quick, [])], victim, Jobs), victim, output);
        Show(CollisionScan.Run(set, [CollisionCell.Frogs("5 targets, 20 each, watermark 0.3", victim, set, targets, (5, 20), Quick with { Watermark = 0.3 }, [])], victim, Jobs), victim, output);
        Show(CollisionScan.Run(set, [CollisionCell.Amplified("membership amplification", victim, set, 0, 300, [])], victim, Jobs), victim, output);
    }

    /// <summary>Other images, other targets, other views.</summary>
    private static void HeldOut(StudySet set, StudySet targets, VictimNet victim, TextWriter output)
    {
        var taken = new HashSet<int>();
        var one = CollisionCell.Frogs("one a target", victim, set, targets, (30, 1), new PoisonFrogs(), taken);
        var marked = CollisionCell.Frogs("one a target, watermark 0.2", victim, set, targets, (30, 1), new PoisonFrogs { Watermark = 0.2 }, taken);
        var inside = CollisionCell.Frogs("one a target in the set, watermark 0.3", victim, set, set, (30, 1), new PoisonFrogs { Watermark = 0.3 }, taken);
        Show(CollisionScan.Run(set, [one, marked, inside], victim, Jobs, seed: 2), victim, output);
        Show(CollisionScan.Run(set, [.. Adaptive(set, targets, victim, 30)], victim, Jobs, seed: 6), victim, output);
        Show(CollisionScan.Run(set, [CollisionCell.Frogs("5 targets, 20 each, watermark 0.3", victim, set, targets, (5, 20), Quick with { Watermark = 0.3 }, [])], victim, Jobs, seed: 3), victim, output);
        Show(CollisionScan.Run(set, [CollisionCell.Amplified("membership amplification", victim, set, 5, 100, [])], victim, Jobs, seed: 4), victim, output);
    }

    private static void Digits(StudySet set, StudySet targets, VictimNet victim, TextWriter output)
    {
        var taken = new HashSet<int>();
        var one = CollisionCell.Frogs("one a target", victim, set, targets, (30, 1), new PoisonFrogs(), taken);
        var amplified = CollisionCell.Amplified("membership amplification", victim, set, 3, 50, taken);
        Show(CollisionScan.Run(set, [one, amplified], victim, Jobs, seed: 5), victim, output);
    }

    /// <summary>By an attacker who knows the test and has its views in the loop.</summary>
    private static CollisionCell[] Adaptive(StudySet set, StudySet targets, VictimNet victim, int count)
    {
        var taken = new HashSet<int>();
        return
        [
            CollisionCell.Frogs("adaptive, one a target", victim, set, targets, (count, 1), new PoisonFrogs(), taken, encoder: pictures => AttackerViews.Encode(victim.Encode, pictures)),
            CollisionCell.Frogs("adaptive, 5 targets, 6 each, watermark 0.3", victim, set, targets, (5, 6), new PoisonFrogs { Watermark = 0.3 }, taken, encoder: pictures => AttackerViews.Encode(victim.Encode, pictures)),
        ];
    }

    /// <summary>Two classes by chance, once as they are and once with one poison of the one class onto a test image of the other.</summary>
    private static void Small(StudySet set, StudySet targets, VictimNet victim, int perClass, TextWriter output)
    {
        var (found, untouched, beside) = (0, 0, 0);
        for (var draw = 1; draw <= SmallDraws; draw++)
        {
            var random = SplitMix64.For(draw, $"small {set.Name} {perClass}");
            var own = random.Next(set.Classes.Count);
            var rival = (own + 1 + random.Next(set.Classes.Count - 1)) % set.Classes.Count;
            var order = Enumerable.Range(0, set.Images.Count).ToArray();
            random.Shuffle(order.AsSpan());
            var small = set.Take($"{set.Name}, {perClass}, {draw}", [.. order.Where(i => set.Labels[i] == own).Take(perClass), .. order.Where(i => set.Labels[i] == rival).Take(perClass)]);
            untouched += CollisionScan.Run(small, [], victim, Jobs, draw).FlaggedBy("DG2101", "DG2102", "DG2103").Count;

            var right = targets.Take("targets", Enumerable.Range(0, targets.Images.Count).Where(i => targets.Labels[i] == rival).Take(100));
            var cell = CollisionCell.Frogs($"small {draw}", victim, small.Take(small.Name, Enumerable.Range(0, perClass)), right, (1, 1), new PoisonFrogs(), [], own);
            var flagged = CollisionScan.Run(small, [cell], victim, Jobs, draw).FlaggedBy("DG2101");
            found += cell.Images.Keys.Count(flagged.Contains);
            beside += flagged.Count(position => !cell.Images.ContainsKey(position));
        }

        output.WriteLine($"| {set.Name} | {perClass} | {found} of {SmallDraws} | {untouched} | {beside} |");
        output.Flush();
    }

    private static void Clean(StudySet set, VictimNet victim, TextWriter output)
    {
        var scan = CollisionScan.Run(set, [], victim, Jobs);
        output.WriteLine(
            $"| {set.Name} | {set.Images.Count:N0} | {string.Join(", ", scan.Scores.OrderDescending().Take(3).Select(score => score.ToString("F1", CultureInfo.InvariantCulture)))} "
            + $"| {scan.FlaggedBy("DG2101").Count} | {scan.FlaggedBy("DG2102").Count} | {scan.FlaggedBy("DG2103").Count} |");
        output.Flush();
    }

    private static void Show(CollisionScan scan, VictimNet victim, TextWriter output)
    {
        var (lists, near, marks) = (scan.FlaggedBy("DG2101"), scan.FlaggedBy("DG2102"), scan.FlaggedBy("DG2103"));
        var clean = scan.Clean.Count(position => lists.Contains(position) || near.Contains(position) || marks.Contains(position));
        foreach (var cell in scan.Cells)
        {
            var positions = cell.Images.Keys;
            var listed = positions.Count(lists.Contains);
            output.WriteLine(
                $"| {scan.Set.Name} | {cell.Name} | {positions.Count()} | {cell.MedianDistance(victim, scan.Set).ToString("F3", CultureInfo.InvariantCulture)} | {cell.MedianChange:F0} | {positions.Count(position => scan.Scores[position] > 9)} "
                + $"| {listed} ({Share(listed, positions.Count())}) | {positions.Count(near.Contains)} | {positions.Count(marks.Contains)} | {clean} | {scan.Errors} |");
            if (!cell.Name.Contains("JPEG", StringComparison.Ordinal) && !cell.Name.Contains("adaptive", StringComparison.Ordinal) && !cell.Name.Contains("in the set", StringComparison.Ordinal))
                (_poisons, _found) = (_poisons + positions.Count(), _found + listed);
        }

        output.Flush();
    }

    private static VictimNet Victim(StudySet training, StudySet test, int epochs, TextWriter output)
    {
        var image = training.Images[0];
        var victim = new VictimNet(image.Channels, image.Width, training.Classes.Count, seed: 1);
        victim.Train(training, epochs, seed: 1);
        output.WriteLine($"- {training.Name}: {training.Images.Count:N0} images, {epochs} epochs, accuracy {victim.Accuracy(test).ToString("F3", CultureInfo.InvariantCulture)}");
        output.Flush();
        return victim;
    }

    private static StudySet Joined(StudySet a, StudySet b) => a with { Name = $"{a.Name} and {b.Name}", Images = [.. a.Images, .. b.Images], Labels = [.. a.Labels, .. b.Labels] };

    private static string Share(int part, int whole) => (100.0 * part / Math.Max(1, whole)).ToString("F0", CultureInfo.InvariantCulture) + " %";
}
