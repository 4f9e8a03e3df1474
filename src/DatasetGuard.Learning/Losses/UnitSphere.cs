using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>Brings embeddings to length 1, where distances lie between 0 and 2.</summary>
public static class UnitSphere
{
    /// <summary>x / |x|, row by row.</summary>
    /// <param name="embeddings">Shape (n, d), floating point.</param>
    /// <returns>
    /// Shape (n, d). A row shorter than 1e-6 has no direction: it becomes zero and gets no gradient (a unit after a ReLU may well be all zeros,
    /// and a slope of 1 / |x| would then destroy the network). Not-a-number stays.
    /// </returns>
    public static Tensor Project(Tensor embeddings)
    {
        using var scope = torch.NewDisposeScope();
        return embeddings.mul(TensorMath.InverseRowLengths(embeddings)).MoveToOuterDisposeScope();
    }
}
