using System.Diagnostics;
using DatasetGuard.Core.Rules.Duplicates;
using DatasetGuard.Core.Rules.Files;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Rules.Triggers;

namespace DatasetGuard.Benchmarks.Speed;

/// <summary>Where the time of one fast scan goes, stage by stage, in this process.</summary>
internal sealed class StageTimes : IScanProgress
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _cpu = Process.GetCurrentProcess().TotalProcessorTime;
    private string _stage = "start";

    public static void Run(string[] paths)
    {
        var progress = new StageTimes();
        var result = new Scanner([new FileFaultRule(), new DuplicateRule(), new StaticTriggerRule()], new ScanOptions(), progress).Run(paths, "auto", CancellationToken.None);
        progress.Begin("end", null);
        using var process = Process.GetCurrentProcess();
        Console.WriteLine($"{result.Dataset.Samples.Count:N0} images, {result.Findings.Count} findings, peak {process.PeakWorkingSet64 >> 20:N0} MiB");
    }

    public void Begin(string name, long? total)
    {
        using var process = Process.GetCurrentProcess();
        Console.WriteLine($"{_watch.Elapsed.TotalSeconds,7:F2} s {(process.TotalProcessorTime - _cpu).TotalSeconds,7:F2} cpu  {_stage}");
        (_stage, _cpu) = (name, process.TotalProcessorTime);
        _watch.Restart();
    }

    public void Advance(long steps)
    {
    }
}
