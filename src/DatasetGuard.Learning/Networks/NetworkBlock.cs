using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Networks;

/// <summary>A part of a <see cref="ConvNetwork"/>, whose parameters belong to the network.</summary>
internal abstract class NetworkBlock : IDisposable
{
    private protected const int Kernel = 3;

    /// <summary>What training changes.</summary>
    public abstract IEnumerable<Tensor> Parameters { get; }

    /// <summary>The parameters and what else is kept, by name.</summary>
    public abstract IEnumerable<(string Name, Tensor Value)> State { get; }

    public abstract Tensor Forward(Tensor x, bool isTraining);

    public abstract void Dispose();
}
