namespace DatasetGuard.Learning.Repair;

/// <summary>How a model is repaired.</summary>
public sealed record RepairSettings
{
    /// <summary>An attack that works on no more than this share of the images is taken for gone.</summary>
    public const double MostSuccess = 0.1;

    /// <summary>What a repair may cost of the clean images, as a share of them.</summary>
    public const double MostLoss = 0.02;

    /// <summary>One of <see cref="RepairMethods.Names"/>.</summary>
    public string Method { get; init; } = RepairMethods.Auto;

    /// <summary>What the model was trained on, with the images that a scan suspects; null where it is not known.</summary>
    public SuspectedImages? Trained { get; init; }

    /// <summary>What fine-pruning may cost of the clean images before it is made good by training: what Liu, Dolan-Gavitt and Garg stop at.</summary>
    public double PruningBudget { get; init; } = 0.04;

    /// <summary>Where chance begins.</summary>
    public int Seed { get; init; }

    /// <summary>Threads that judge at the same time; training takes one. The result does not depend on it.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>Measures the methods.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
