using System.Globalization;

namespace DatasetGuard.Benchmarks.Speed;

/// <summary>The README's table of speed and memory: whole processes, the contenders in turn, medians of the runs.</summary>
internal static class SpeedTable
{
    private const int Runs = 3;

    /// <summary>So often the photographs are repeated, so that the start of the process counts little.</summary>
    private const int PhotoCopies = 30;
    private const int FewPhotoCopies = 10;

    public static void Run(string data, TextWriter output)
    {
        string[] cifar = [.. Enumerable.Range(0, 4).Select(i => Path.Combine(data, $"cifar10-train-{i}.tar"))];
        using var photos = new RepeatedTar(Path.Combine(data, "photos-dogcat.tar"), PhotoCopies);
        using var fewPhotos = new RepeatedTar(Path.Combine(data, "photos-dogcat.tar"), FewPhotoCopies);
        using var tool = new PublishedTool();
        Contender[] contenders =
        [
            new("scan at depth fast, 40,000 CIFAR-10 JPEGs of 32 px in four tars", tool.Scan("fast", cifar)),
            new("scan, 10,000 of them", tool.Scan("fast", cifar[0])),
            new("Pillow decodes the 40,000, one process", ["/usr/bin/python3", Beside("Speed/pillow_decode.py"), .. cifar]),
            new($"scan, {photos.Count:N0} photographs of up to 500 px", tool.Scan("fast", photos.Path)),
            new("SkiaSharp decodes them, one thread", ["dotnet", Beside("DatasetGuard.Benchmarks.dll"), "decode", photos.Path, "1"]),
            new("SkiaSharp decodes them, all cores", ["dotnet", Beside("DatasetGuard.Benchmarks.dll"), "decode", photos.Path, Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)]),
            new($"scan, {fewPhotos.Count:N0} photographs", tool.Scan("fast", fewPhotos.Path)),
            new("SkiaSharp decodes these, one thread", ["dotnet", Beside("DatasetGuard.Benchmarks.dll"), "decode", fewPhotos.Path, "1"]),
            new("scan of the 10,000 JPEGs at depth standard", tool.Scan("standard", cifar[0])),
        ];
        for (var run = 0; run < Runs; run++)
        {
            foreach (var contender in contenders)
                contender.Run();
        }

        output.WriteLine("| whole process, median of three | wall time | processor time | peak memory |");
        output.WriteLine("| --- | --- | --- | --- |");
        foreach (var contender in contenders)
            output.WriteLine(contender.Row);

        output.WriteLine();
        output.WriteLine($"40,000 against Pillow: {contenders[0].Wall / contenders[2].Wall:F2} x. 40,000 against 10,000: {contenders[0].Wall / contenders[1].Wall:F1} x.");
        output.WriteLine($"Photographs against SkiaSharp: {contenders[3].Wall / contenders[4].Wall:F2} x one thread, {contenders[3].Wall / contenders[5].Wall:F1} x all cores; {contenders[6].Wall / contenders[7].Wall:F2} x one thread for fewer.");
    }

    public static string ScanPath => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../DatasetGuard.Cli/release/datasetguard"));

    private static string Beside(string path) => Path.Combine(AppContext.BaseDirectory, path);
}
