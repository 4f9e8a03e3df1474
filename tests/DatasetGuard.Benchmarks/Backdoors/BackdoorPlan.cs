using DatasetGuard.Benchmarks.Triggers;

namespace DatasetGuard.Benchmarks.Backdoors;

/// <summary>
/// Which cells the study of <c>--depth standard</c> has: triggers whose pattern differs from image to image, some that are fixed, and those fixed ones that
/// <c>triggers</c> shows the trigger rules alone to miss.
/// </summary>
internal static class BackdoorPlan
{
    private static readonly string[] Varying = ["corner", "shape", "noise:10", "freq:20", "warp"];
    private static readonly string[] Fixed = ["checker", "blend:0.1"];
    private static readonly string[] LowWaves = ["sin:8:6:0", "sin:12:4:0", "sin:12:4:90"];
    private static readonly string[] FlatPatches = ["white@10,18", "rcol@14,15"];
    private static readonly string[] OnFewImages = ["white:6", "rcol:6", "blend:0.05", "blend:0.2"];

    /// <summary>Sets that thresholds were drawn on.</summary>
    public static IReadOnlyList<string> Sets { get; } = ["cifar", "mnist", "fashion", "flowers"];

    public static IReadOnlyList<StudyCell> Cells { get; } =
    [
        .. from trigger in (string[])[.. Varying, .. Fixed] from rate in (double[])[0.005, 0.01, 0.03, 0.05] select new StudyCell(trigger, rate),
        .. ((string[])[.. Varying, .. Fixed]).Select(trigger => new StudyCell(trigger, 0.2, CleanLabel: true)),
        .. ((string[])["corner", "rcol", "blend:0.1"]).Select(trigger => new StudyCell(trigger, 0.01, JpegQuality: 75)),
        new StudyCell("shape", 0.01) { Targets = 2 },
        new StudyCell("noise:10", 0.01) { Targets = 2 },
        .. from trigger in (string[])["checker", "blend:0.1", "corner"] select new StudyCell(trigger, 0.03) { Sources = PoisonSources.OneClass },
        .. from trigger in (string[])["checker", "blend:0.1", "corner"] select new StudyCell(trigger, 0.1) { Sources = PoisonSources.EveryClassToNext },
        .. from trigger in LowWaves from rate in (double[])[0.005, 0.01, 0.05] select new StudyCell(trigger, rate),
        .. from trigger in LowWaves select new StudyCell(trigger, 0.1, CleanLabel: true),
        .. from trigger in FlatPatches from rate in (double[])[0.005, 0.01] select new StudyCell(trigger, rate),
        .. from targets in (int[])[2, 3] select new StudyCell("white", 0.005) { Targets = targets },
        .. from trigger in OnFewImages from rate in (double[])[0.03, 0.05] select new StudyCell(trigger, rate),
    ];
}
