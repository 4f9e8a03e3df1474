using System.Globalization;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Benchmarks.Speed;

/// <summary>What the rules about files, duplicates, appearance and classes do in a second alone, and what they add to a fast scan.</summary>
/// <remarks>
/// The peer is cleanvision with two processes, measured elsewhere: 130 PNGs of 28 px and 28 JPEGs of 640 px a second. A scan measures every image
/// whatever rules are on, so what the rules add is what they take themselves and, timed apart, what the measuring takes.
/// </remarks>
internal static class HygieneTable
{
    private const int Runs = 3;
    private const int LongerSide = 640;
    private const int PhotoCopies = 4;
    private const int PeerProcesses = 2;
    private const double PeerSmall = 130, PeerLarge = 28;

    private static readonly string[] Triggers = ["DG2201", "DG2202", "DG2203"];

    public static void Run(string data, TextWriter output)
    {
        string[] small = [Path.Combine(data, "mnist-train.tar"), Path.Combine(data, "mnist-test.tar")];
        string[] cifar = [.. Enumerable.Range(0, 4).Select(i => Path.Combine(data, $"cifar10-train-{i}.tar"))];
        using var large = new RepeatedTar(Path.Combine(data, "photos-dogcat.tar"), PhotoCopies, LongerSide);
        Contender[] contenders =
        [
            Scan("hygiene alone, PNGs of 28 px", small, Triggers.SelectMany(rule => (string[])["--disable", rule])),
            Scan($"hygiene alone, JPEGs of {LongerSide} px", [large.Path], Triggers.SelectMany(rule => (string[])["--disable", rule])),
            Scan("all rules of depth fast, 40,000 JPEGs of 32 px", cifar, []),
            Scan("trigger rules alone, the same", cifar, Triggers.SelectMany(rule => (string[])["--enable", rule]).Prepend("all").Prepend("--disable")),
        ];
        for (var run = 0; run < Runs; run++)
            Array.ForEach(contenders, contender => contender.Run());

        output.WriteLine($"| whole process, median of {Runs} | wall time | processor time | peak memory |");
        output.WriteLine("| --- | --- | --- | --- |");
        Array.ForEach(contenders, contender => output.WriteLine(contender.Row));

        var (smallCount, measuring) = (Count(small), cifar.Sum(Measuring));
        output.WriteLine();
        output.WriteLine($"Small: {Rates(smallCount, contenders[0], PeerSmall)}. Large: {Rates(large.Count, contenders[1], PeerLarge)}.");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Measuring takes {measuring:F2} s of processor time: a fast scan with hygiene takes {contenders[2].Processor / (contenders[3].Processor - measuring):F2} x that of one without."));
    }

    private static string Rates(int count, Contender contender, double peer) => string.Create(
        CultureInfo.InvariantCulture,
        $"{count} images, {count / contender.Wall:F0} a second ({count / contender.Wall / peer:F0} x the peer), {PeerProcesses * count / contender.Processor:F0} in {PeerProcesses} seconds of processor time ({PeerProcesses * count / contender.Processor / peer:F0} x)");

    private static Contender Scan(string name, string[] paths, IEnumerable<string> options) =>
        new(name, [SpeedTable.ScanPath, "scan", .. paths, "-q", "--no-cache", "--depth", "fast", .. options]);

    private static int Count(string[] paths) => paths.Sum(path => DatasetFormats.Open(path, "auto", DecodeLimits.Default).Read(CancellationToken.None).Count());

    /// <summary>Processor seconds of what is measured of every image for these rules.</summary>
    private static double Measuring(string path)
    {
        var decoder = new SampleDecoder(DecodeLimits.Default, new ByteBudget(DecodeLimits.Default.PixelMemory));
        var images = new List<(PixelBuffer Pixels, PixelBuffer Whole, bool IsGray)>();
        foreach (var sample in DatasetFormats.Open(path, "auto", DecodeLimits.Default).Read(CancellationToken.None))
            decoder.Decode(sample, (pixels, facts) => images.Add((pixels.Clone(), Whole(pixels, facts), facts.IsGray)), CancellationToken.None);

        var before = Environment.CpuUsage.TotalTime;
        foreach (var (pixels, whole, isGray) in images)
        {
            AppearanceMeter.Measure(whole);
            PixelHash.Of(pixels, isGray);
            PerceptualHash.Of(whole);
        }

        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private static PixelBuffer Whole(PixelBuffer pixels, ImageFacts facts)
    {
        var views = new byte[ImageViews.RecordLength(facts)];
        ImageViews.Write(pixels, facts, views);
        return ImageViews.Whole(facts, views);
    }
}
