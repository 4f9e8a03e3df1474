using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Repair;

/// <summary>Clean images of all classes, parted into what a repair learns from and what it is judged by.</summary>
public sealed record RepairImages
{
    /// <summary>Fewer of a class in either part say nothing.</summary>
    public const int LeastPerClass = 10;

    /// <summary>All, in an order that does not depend on how they were read.</summary>
    public required ByteImages Images { get; init; }

    /// <summary>Class of each.</summary>
    public required int[] Labels { get; init; }

    /// <summary>In the order of the model's outputs.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>What the repair learns from.</summary>
    public required int[] Seen { get; init; }

    /// <summary>What it is judged by.</summary>
    public required int[] HeldOut { get; init; }

    internal int[] LabelsOf(int[] rows) => Array.ConvertAll(rows, row => Labels[row]);

    /// <summary>Those of some rows that a trigger turns: of its source, or of all classes but its target.</summary>
    internal int[] Turned(int[] rows, BackdoorTrigger trigger) =>
        [.. rows.Where(row => Labels[row] != trigger.Target && (trigger.Source is null || Labels[row] == trigger.Source))];
}
