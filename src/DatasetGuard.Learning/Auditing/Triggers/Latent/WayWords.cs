using System.Globalization;

namespace DatasetGuard.Learning.Auditing.Triggers.Latent;

/// <summary>What the reports for people say alike of the ways between classes.</summary>
public static class WayWords
{
    /// <summary>What the table and the picture show.</summary>
    public const string Explanation =
        "A variational autoencoder that was trained on these pictures draws the way from each class to the others. A trigger that changes pictures far less than they change where they are turned on this way, and that moves them off it, is none of what tells the classes apart. It is shown, and no verdict hangs on it: of photographs such small autoencoders draw too little.";

    /// <summary>Heads of <see cref="Cells"/>.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["Turned into", "On the way", "Change there", "Trigger's change", "Trigger off the ways"];

    /// <summary>One way as a row of a table; the class's name is as it came.</summary>
    public static IReadOnlyList<string> Cells(TriggerResult result, LatentWay way) =>
    [
        result.Data.Classes[way.Target],
        AuditWords.Percent(way.Turned),
        way.Change is { } change ? Number(change) : "",
        Number(result.Classes.First(trigger => trigger.Target == way.Target).Change),
        AuditWords.Percent(way.OffWays),
    ];

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
