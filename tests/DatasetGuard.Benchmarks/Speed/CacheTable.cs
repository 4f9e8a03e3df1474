using System.Formats.Tar;

namespace DatasetGuard.Benchmarks.Speed;

/// <summary>What the cache saves: whole processes, cold, warm and with one image in a hundred changed, in turn; medians of the runs.</summary>
internal static class CacheTable
{
    private const int Runs = 3;
    private const int ChangedEvery = 100;

    public static void Run(string data, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("datasetguard-cache-").FullName;
        try
        {
            string[] tars = [.. Enumerable.Range(0, 4).Select(i => Path.Combine(data, $"cifar10-train-{i}.tar"))];
            output.WriteLine($"| whole process, median of {Runs} | wall time | processor time | peak memory |");
            output.WriteLine("| --- | --- | --- | --- |");
            string[] changed = [.. tars.Select(tar => Path.Combine(folder, Path.GetFileName(tar)))];
            for (var i = 0; i < tars.Length; i++)
                CopyChanged(tars[i], changed[i]);

            Measure("40,000 CIFAR-10 JPEGs in four tars", tars, changed, () => { }, Path.Combine(folder, "cache"), output);
            var images = Directory.CreateDirectory(Path.Combine(folder, "images")).FullName;
            Array.ForEach(tars, tar => TarFile.ExtractToDirectory(tar, images, overwriteFiles: true));

            // Files that were only just written are read again, which is not what is to be measured.
            Thread.Sleep(TimeSpan.FromSeconds(3));
            Measure("the same in a folder", [images], [images], () => Change(images), Path.Combine(folder, "cache"), output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(string name, string[] paths, string[] changedPaths, Action change, string cache, TextWriter output)
    {
        var without = new Contender($"{name}, without cache", [SpeedTable.ScanPath, "scan", .. paths, "-q", "--depth", "fast", "--no-cache"]);
        var cold = new Contender($"{name}, cold", [SpeedTable.ScanPath, "scan", .. paths, "-q", "--depth", "fast", "--cache", cache]);
        var warm = new Contender($"{name}, warm", [SpeedTable.ScanPath, "scan", .. paths, "-q", "--depth", "fast", "--cache", cache]);
        var reread = new Contender($"{name}, warm with --reread", [SpeedTable.ScanPath, "scan", .. paths, "-q", "--depth", "fast", "--cache", cache, "--reread"]);
        var changed = new Contender($"{name}, 1 % changed", [SpeedTable.ScanPath, "scan", .. changedPaths, "-q", "--depth", "fast", "--cache", cache]);
        for (var run = 0; run < Runs; run++)
        {
            if (Directory.Exists(cache))
                Directory.Delete(cache, recursive: true);

            without.Run();
            cold.Run();
            warm.Run();
            reread.Run();
            change();
            changed.Run();
            Thread.Sleep(TimeSpan.FromSeconds(3));
        }

        Contender[] contenders = [without, cold, warm, reread, changed];
        foreach (var contender in contenders)
            output.WriteLine(contender.Row);

        Directory.Delete(cache, recursive: true);
        output.WriteLine();
        output.WriteLine($"Of the cold scan, wall and processor time: warm {Share(warm)}, warm with --reread {Share(reread)}, 1 % changed {Share(changed)}; without cache {Share(without)}.");
        output.WriteLine();

        string Share(Contender contender) => $"{contender.Wall / cold.Wall:P0} and {contender.Processor / cold.Processor:P0}";
    }

    /// <summary>A byte after the end of a JPEG is another content with the same picture.</summary>
    private static void Change(string folder)
    {
        foreach (var path in Directory.GetFiles(folder, "*.jpg", SearchOption.AllDirectories).Where((_, i) => i % ChangedEvery == 0))
            File.AppendAllText(path, " ");
    }

    private static void CopyChanged(string source, string target)
    {
        using var reader = new TarReader(File.OpenRead(source));
        using var writer = new TarWriter(File.Create(target));
        for (var i = 0; reader.GetNextEntry(copyData: true) is { } entry; i++)
        {
            if (entry.DataStream is { } stream && i % ChangedEvery == 0)
            {
                stream.Position = stream.Length;
                stream.WriteByte((byte)' ');
                stream.Position = 0;
            }

            writer.WriteEntry(entry);
        }
    }
}
