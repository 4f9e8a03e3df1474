using DatasetGuard.Benchmarks.Reversal;

namespace DatasetGuard.Benchmarks.Screening;

/// <summary>Which models the study has: the backdoored ones of the study of audits, two of its clean ones, and two more triggers.</summary>
internal static class ScreenPlan
{
    private const int CleanModels = 2;

    private static readonly string[] More = ["warp", "sin:20:6:0"];

    private const double LowRate = 0.01;

    private static readonly string[] Sparse = ["checker", "rcol:4", "blend:0.2"];

    /// <summary>The same, and some with a fifth of the poison: how large a group is decides whether it is seen in features.</summary>
    public static IEnumerable<ZooModel> OfClusters(string set, bool isDevelopment) =>
        [.. Of(set, isDevelopment), .. Sparse.Select((trigger, i) => new ZooModel(set, trigger, (isDevelopment ? ZooPlan.Development : 1) + 40 + i) { Rate = LowRate })];

    /// <param name="set">One of <see cref="ZooPlan.Sets"/>.</param>
    /// <param name="isDevelopment">Those that the detectors were set up with.</param>
    public static IEnumerable<ZooModel> Of(string set, bool isDevelopment)
    {
        var all = ZooPlan.Of(set, isDevelopment);
        var first = isDevelopment ? ZooPlan.Development : 1;
        return [.. all.Where(model => model.Trigger is null).Take(CleanModels), .. all.Where(model => model.Trigger is not null), .. More.Select((trigger, i) => new ZooModel(set, trigger, first + 30 + i))];
    }
}
