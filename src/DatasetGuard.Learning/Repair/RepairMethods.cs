namespace DatasetGuard.Learning.Repair;

/// <summary>Every way to repair a model.</summary>
public static class RepairMethods
{
    /// <summary>All that fit are tried, and the best is taken.</summary>
    public const string Auto = "auto";

    /// <summary>The one that needs the training set and its suspects.</summary>
    public const string Isolated = "abl";

    /// <summary>The one that has a budget for what it cuts off.</summary>
    public const string FinePruned = "fine-prune";

    /// <summary>Of two that leave as little of the reversed trigger the first leaves less of the true one, as a rule.</summary>
    internal static IReadOnlyList<IRepairMethod> All { get; } = [new Unlearning(), new PruningAndUnlearning(), new TriggerPruning(), new FinePruning(), new IsolatedUnlearning()];

    /// <summary>As options and files have them.</summary>
    public static IReadOnlyList<string> Names { get; } = [Auto, .. All.Select(method => method.Name)];
}
