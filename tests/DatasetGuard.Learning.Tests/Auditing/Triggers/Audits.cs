using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Auditing.Triggers;

namespace DatasetGuard.Learning.Tests.Auditing.Triggers;

/// <summary>Audits of <see cref="TemplateModel"/>. Each takes seconds, so that those which several tests look at are done once.</summary>
internal static class Audits
{
    public const int Target = 3;

    private static readonly Lazy<(TriggerResult Result, IReadOnlyList<string> Stages)> CleanOne = new(() => Run(new TemplateModel()));
    private static readonly Lazy<(TriggerResult Result, IReadOnlyList<string> Stages)> PlantedOne = new(() => Run(new TemplateModel().WithBackdoor(Target), isDeep: true));

    /// <summary>On two threads.</summary>
    public static (TriggerResult Result, IReadOnlyList<string> Stages) Clean => CleanOne.Value;

    /// <summary>With a backdoor of <see cref="Target"/>, at depth deep.</summary>
    public static (TriggerResult Result, IReadOnlyList<string> Stages) Planted => PlantedOne.Value;

    public static (TriggerResult Result, IReadOnlyList<string> Stages) Run(TemplateModel model, int jobs = 2, int perClass = 30, bool isDeep = false)
    {
        var stages = new StageNames();
        return (TriggerAudit.Run(TemplateModel.Draw(perClass), model, new AuditSettings { Jobs = jobs, IsDeep = isDeep }, stages, TestContext.Current.CancellationToken), stages);
    }

    private sealed class StageNames : List<string>, IScanProgress
    {
        public void Begin(string name, long? total) => Add(name);

        public void Advance(long steps)
        {
        }
    }
}
