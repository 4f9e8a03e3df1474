namespace DatasetGuard.Learning.Training;

/// <summary>What is minimised.</summary>
public enum TrainingLoss
{
    /// <summary>Of the labels, alone.</summary>
    CrossEntropy,

    /// <summary><see cref="Losses.MarginLoss"/> beside cross-entropy.</summary>
    Margin,

    /// <summary><see cref="Losses.ContrastiveLoss"/> beside cross-entropy.</summary>
    Contrastive,

    /// <summary><see cref="Losses.TripletMarginLoss"/> beside cross-entropy.</summary>
    Triplet,

    /// <summary><see cref="Losses.NTXentLoss"/> beside cross-entropy.</summary>
    NTXent,

    /// <summary><see cref="Losses.NTLogisticLoss"/> beside cross-entropy.</summary>
    NTLogistic,

    /// <summary><see cref="Losses.SupConLoss"/> beside cross-entropy.</summary>
    SupCon,

    /// <summary><see cref="Losses.CenterLoss"/> beside cross-entropy.</summary>
    Center,

    /// <summary><see cref="Losses.RelaxLoss"/> in the place of cross-entropy.</summary>
    Relaxed,

    /// <summary><see cref="Losses.CenterRelaxedLoss"/> in the place of cross-entropy.</summary>
    CenterRelaxed,
}
