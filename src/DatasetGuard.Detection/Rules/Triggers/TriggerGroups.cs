namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>What the stages found in all classes.</summary>
/// <param name="Verdicts">On each class that has a candidate, strongest first.</param>
/// <param name="Suspicions">What is suspected in classes where no trigger is shown.</param>
/// <param name="Traces">Candidates that were processed alike.</param>
internal sealed record TriggerGroups(IReadOnlyList<ClassVerdict> Verdicts, IReadOnlyList<ClassVerdict> Suspicions, IReadOnlyList<TriggerCandidate> Traces)
{
    /// <summary>Of each class the strongest group from the limit on that was processed alike, strongest first.</summary>
    public IEnumerable<TriggerCandidate> Traced(TriggerLimits limits) => Traces
        .Where(candidate => candidate.Score >= limits.Traces)
        .OrderByDescending(candidate => candidate.Score)
        .ThenBy(candidate => candidate.Class)
        .DistinctBy(candidate => candidate.Class);

    /// <summary>The same, but not what mostly consists of images in which a trigger is shown: that left the traces.</summary>
    public IEnumerable<TriggerCandidate> Processed(TriggerLimits limits)
    {
        var shown = Verdicts.Where(verdict => verdict.IsTrigger).ToDictionary(verdict => verdict.Best.Class, verdict => verdict.Best);
        return Traced(limits).Where(candidate => !shown.TryGetValue(candidate.Class, out var trigger) || 2 * candidate.Group.Intersect(trigger.Group).Count() <= candidate.Group.Length);
    }
}
