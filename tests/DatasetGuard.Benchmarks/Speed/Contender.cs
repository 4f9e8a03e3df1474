using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace DatasetGuard.Benchmarks.Speed;

/// <summary>A command that is run several times as a process of its own, and what it takes.</summary>
internal sealed class Contender(string name, string[] command)
{
    private readonly List<(double Wall, double Processor, long Peak)> _runs = [];

    public double Wall => Median(run => run.Wall);

    public double Processor => Median(run => run.Processor);

    public string Row => $"| {name} | {Wall:F1} s | {Processor:F1} s | {Median(run => run.Peak / 1e6):F0} MB |";

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
            try
            {
                (processor, peak) = (process.TotalProcessorTime.TotalSeconds, Math.Max(peak, PeakOf(process.Id)));
            }
            catch (Exception error) when (error is InvalidOperationException or Win32Exception or IOException)
            {
                // It has just ended.
            }
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
