using System.Diagnostics;
using System.Globalization;

namespace DatasetGuard.Benchmarks.Speed;

/// <summary>The README's table of speed and memory: whole processes, the contenders in turn, medians of the runs.</summary>
internal static class SpeedTable
{
    private const int Runs = 3;

    /// <summary>So often the photographs are repeated, so that the start of the process counts little.</summary>
    private const int PhotoCopies = 10;

    public static void Run(string data, TextWriter output)
    {
        string[] cifar = [.. Enumerable.Range(0, 4).Select(i => Path.Combine(data, $"cifar10-train-{i}.tar"))];
        using var photos = new RepeatedTar(Path.Combine(data, "photos-dogcat.tar"), PhotoCopies);
        Contender[] contenders =
        [
            new("scan, 40,000 CIFAR-10 JPEGs of 32 px in four tars", [ScanPath, "scan", .. cifar, "-q"]),
            new("scan, 10,000 of them", [ScanPath, "scan", cifar[0], "-q"]),
            new("Pillow decodes the 40,000, one process", ["/usr/bin/python3", Beside("Speed/pillow_decode.py"), .. cifar]),
            new($"scan, {photos.Count:N0} photographs of up to 500 px", [ScanPath, "scan", photos.Path, "-q"]),
            new("SkiaSharp decodes them, one thread", [Environment.ProcessPath!, "decode", photos.Path, "1"]),
            new("SkiaSharp decodes them, all cores", [Environment.ProcessPath!, "decode", photos.Path, Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)]),
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
        output.WriteLine($"40,000 against Pillow: {contenders[0].Wall / contenders[2].Wall:F1} x. 40,000 against 10,000: {contenders[0].Wall / contenders[1].Wall:F1} x.");
        output.WriteLine($"Photographs against SkiaSharp: {contenders[3].Wall / contenders[4].Wall:F1} x one thread, {contenders[3].Wall / contenders[5].Wall:F1} x all cores.");
    }

    private static string ScanPath => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../DatasetGuard.Cli/release/datasetguard"));

    private static string Beside(string path) => Path.Combine(AppContext.BaseDirectory, path);

    private sealed class Contender(string name, string[] command)
    {
        private readonly List<(double Wall, double Processor, long Peak)> _runs = [];

        public double Wall => Median(run => run.Wall);

        public string Row => $"| {name} | {Wall:F1} s | {Median(run => run.Processor):F1} s | {Median(run => run.Peak / 1e6):F0} MB |";

        public void Run()
        {
            var watch = Stopwatch.StartNew();
            using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();

            // Both are gone with the process: what it had a moment before its end stands for them.
            var (processor, peak) = (0.0, 0L);
            while (!process.WaitForExit(10))
            {
                process.Refresh();
                if (!process.HasExited)
                    (processor, peak) = (process.TotalProcessorTime.TotalSeconds, Math.Max(peak, PeakOf(process.Id)));
            }

            process.WaitForExit();
            if (process.ExitCode is not (0 or 1))
                throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}.");

            _runs.Add((watch.Elapsed.TotalSeconds, processor, peak));
        }

        /// <summary>From the system, which tells it of other processes too; 0 where it does not.</summary>
        private static long PeakOf(int id)
        {
            var path = $"/proc/{id}/status";
            var line = File.Exists(path) ? File.ReadLines(path).FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal)) : null;
            return line is null ? 0 : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }

        private double Median(Func<(double Wall, double Processor, long Peak), double> value) => _runs.Select(value).Order().ElementAt(_runs.Count / 2);
    }
}
