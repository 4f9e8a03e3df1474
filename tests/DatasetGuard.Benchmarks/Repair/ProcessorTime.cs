namespace DatasetGuard.Benchmarks.Repair;

/// <summary>A clock that goes while this process works: on a busy machine the other one tells little.</summary>
internal sealed class ProcessorTime : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Environment.CpuUsage.TotalTime.Ticks;
}
