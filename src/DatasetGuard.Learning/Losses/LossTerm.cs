namespace DatasetGuard.Learning.Losses;

/// <summary>A loss among several.</summary>
/// <param name="Loss">Belongs to the sum from then on, which disposes of it.</param>
/// <param name="WeightAt">Its factor in an epoch, counted from 0; finite and not negative. At 0 it is not computed.</param>
public sealed record LossTerm(BatchLoss Loss, Func<int, double> WeightAt)
{
    /// <param name="loss">Belongs to the sum from then on, which disposes of it.</param>
    /// <param name="weight">Its factor in every epoch.</param>
    public LossTerm(BatchLoss loss, double weight)
        : this(loss, _ => weight)
    {
    }
}
