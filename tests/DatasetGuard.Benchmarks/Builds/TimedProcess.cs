using System.Diagnostics;
using System.Globalization;

namespace DatasetGuard.Benchmarks.Builds;

/// <param name="Wall">Seconds.</param>
/// <param name="Processor">Seconds of it and of all that it started and waited for; 0 where the system does not tell. Other work on the machine hardly changes them.</param>
internal sealed record TimedProcess(double Wall, double Processor)
{
    /// <summary>USER_HZ, as which Linux counts for programs.</summary>
    private const double TicksPerSecond = 100;

    public static TimedProcess Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true };

        // A process that stays behind would make the next build another one. What is scanned is not to come from the cache.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DATASETGUARD_CACHE"] = "off";
        var before = ChildrenSeconds();
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var wall = watch.Elapsed.TotalSeconds;
        return process.ExitCode == 0
            ? new TimedProcess(wall, ChildrenSeconds() - before)
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}");
    }

    /// <summary>cutime and cstime of proc(5): children that have ended, with theirs.</summary>
    private static double ChildrenSeconds()
    {
        const string Path = "/proc/self/stat";
        if (!File.Exists(Path))
            return 0;

        // The name of the program, in parentheses, may have blanks.
        var text = File.ReadAllText(Path);
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[13], CultureInfo.InvariantCulture) + long.Parse(fields[14], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
