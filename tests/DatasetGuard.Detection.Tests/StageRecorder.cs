using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Detection.Tests;

/// <summary>Remembers the stages of a scan and how far each came.</summary>
/// <param name="onBegin">Called with the name of each stage.</param>
internal sealed class StageRecorder(Action<string>? onBegin = null) : IScanProgress
{
    private readonly Lock _gate = new();
    private readonly List<Stage> _stages = [];

    public IReadOnlyList<Stage> Stages => _stages;

    public void Begin(string name, long? total)
    {
        lock (_gate)
            _stages.Add(new Stage(name, total));

        onBegin?.Invoke(name);
    }

    public void Advance(long steps)
    {
        lock (_gate)
            _stages[^1].Done += steps;
    }

    public sealed class Stage(string name, long? total)
    {
        public string Name { get; } = name;

        public long? Total { get; } = total;

        public long Done { get; set; }
    }
}
