namespace DatasetGuard.Benchmarks.Triggers;

/// <summary>Which cells are run on which set.</summary>
internal static class StudyPlan
{
    private static readonly string[] Triggers =
    [
        "checker", "white", "rcol", "pixel", "blend:0.05", "blend:0.1", "blend:0.2",
        "sin:12:10:37", "sin:20:6:0", "sin:8:6:0", "sin:12:4:0", "sin:12:4:90",
    ];

    private static readonly string[] SavedAsJpeg = ["checker", "white", "rcol", "pixel", "blend:0.1", "blend:0.2", "sin:20:6:0"];
    private static readonly double[] Rates = [0.002, 0.005, 0.01, 0.05];

    /// <summary>Away from the corner, between the windows of the grid.</summary>
    private static readonly string[] Inside = ["checker@14,15", "white@10,18", "rcol@14,15"];

    /// <summary>In photographs of 224 pixels, away from the pieces that are looked at in native resolution.</summary>
    private static readonly string[] BetweenPieces =
    [
        .. from size in (int[])[3, 6, 12] from pattern in (string[])["checker", "white", "rcol"] from place in (string[])["60,75", "140,58"]
           select $"{pattern}:{size}@{place}",
    ];

    /// <summary>Sets that the thresholds were drawn on.</summary>
    public static IReadOnlyList<string> Development { get; } = ["cifar", "mnist", "fashion", "flowers"];

    /// <summary>Sets whose poisoned cells were not looked at when thresholds were drawn; of gtsrb and dogcat the clean runs were.</summary>
    public static IReadOnlyList<string> HeldOut { get; } = ["cifar-1", "cifar-test", "mnist-test", "fashion-2", "gtsrb", "dogcat"];

    public static IReadOnlyList<StudyCell> CellsOf(string set) => set switch
    {
        "flowers" =>
        [
            .. from trigger in Triggers.Select(Larger) from rate in (double[])[0.002, 0.005, 0.01] select new StudyCell(trigger, rate),
            .. Triggers.Select(trigger => new StudyCell(Larger(trigger), 0.1, CleanLabel: true)),
            .. SavedAsJpeg.Select(trigger => new StudyCell(Larger(trigger), 0.01, JpegQuality: 75)),
            .. ((string[])["checker:6@60,61", "white:6@45,77", "rcol:6@62,70", "checker:3@62,70"]).Select(trigger => new StudyCell(trigger, 0.005)),
        ],
        "gtsrb" => [.. from trigger in Triggers.Select(Larger).Where(IsNoLowWave) select new StudyCell(trigger, 0.03)],
        "dogcat" => [.. from trigger in Triggers.Select(Larger).Where(IsNoLowWave) select new StudyCell(trigger, 0.05)],
        "dogcat@224" => [.. from trigger in BetweenPieces select new StudyCell(trigger, 0.05)],
        _ when HeldOut.Contains(set) => [.. from trigger in Triggers from rate in (double[])[0.005, 0.01] select new StudyCell(trigger, rate)],
        _ =>
        [
            .. from trigger in Triggers from rate in Rates select new StudyCell(trigger, rate),
            .. Triggers.Select(trigger => new StudyCell(trigger, 0.1, CleanLabel: true)),
            .. SavedAsJpeg.Where(_ => set == "cifar").Select(trigger => new StudyCell(trigger, 0.01, JpegQuality: 75)),
            .. Inside.Select(trigger => new StudyCell(trigger, 0.005)),
            .. ((string[])["checker", "white", "blend:0.1", "sin:20:6:0"]).Select(trigger => new StudyCell(trigger, 0.005) { Targets = 2 }),
            new StudyCell("white", 0.005) { Targets = 3 },
        ],
    };

    /// <summary>On larger pictures a patch is larger.</summary>
    private static string Larger(string trigger) => trigger is "checker" or "white" or "rcol" ? $"{trigger}:6" : trigger;

    private static bool IsNoLowWave(string trigger) => !trigger.StartsWith("sin:12:4", StringComparison.Ordinal) && !trigger.StartsWith("sin:8", StringComparison.Ordinal);
}
