using System.Diagnostics;

namespace DatasetGuard.Benchmarks.Builds;

internal static class TimedProcess
{
    /// <returns>Seconds.</returns>
    public static double Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true };

        // A process that stays behind would make the next build another one. What is scanned is not to come from the cache.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DATASETGUARD_CACHE"] = "off";
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? watch.Elapsed.TotalSeconds : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}");
    }
}
