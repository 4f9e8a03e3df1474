namespace DatasetGuard.Learning.Training;

/// <summary>What was measured in one epoch.</summary>
/// <param name="Epoch">From 0 on.</param>
/// <param name="Loss">Mean over the steps, of the sum that is minimised.</param>
/// <param name="TrainingAccuracy">On the images as they were shown, changed and by the network of the moment.</param>
/// <param name="HoldoutAccuracy">Of the averaged weights, on the images as they are.</param>
/// <param name="HoldoutLoss">Cross-entropy.</param>
/// <param name="Beta">The bound of the margin loss at the end; nothing without one.</param>
/// <param name="Rate">The learning rate at the end.</param>
public sealed record EpochReport(int Epoch, double Loss, double TrainingAccuracy, double HoldoutAccuracy, double HoldoutLoss, double? Beta, double Rate)
{
    /// <summary>Wall time. It is no part of the result: the same run takes another time tomorrow.</summary>
    public double Seconds { get; init; }
}
