using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>A loss of the Euclidean distances within a batch, from <see cref="LossBatch.Embeddings"/>.</summary>
/// <remarks>
/// Distances of near points are exact, and the slope between identical points is 0, not undefined. A batch costs n² d operations.
/// </remarks>
public abstract class DistanceLoss : BatchLoss
{
    private protected DistanceLoss(string name)
        : base(name)
    {
    }

    /// <summary>Embeddings are brought to length 1 first (<see cref="UnitSphere"/>). If not, distances grow with the embeddings, and margins must.</summary>
    /// <value>The default is true.</value>
    public bool OnSphere { get; init; } = true;

    private protected sealed override Tensor Compute(KeptBatch batch)
    {
        var points = OnSphere ? UnitSphere.Project(batch.Embeddings) : batch.Embeddings;
        return OfDistances(batch, Distances.Between(points), (int)points.shape[1]);
    }

    private protected abstract Tensor OfDistances(KeptBatch batch, Tensor distances, int dimension);
}
