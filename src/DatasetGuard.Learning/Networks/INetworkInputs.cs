using System.Security.Cryptography;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Networks;

/// <summary>What a network is asked about, row by row.</summary>
public interface INetworkInputs
{
    int Count { get; }

    /// <param name="chosen">Which.</param>
    /// <returns>As <see cref="ConvNetwork.Forward"/> takes them, float32, the rows first.</returns>
    Tensor Batch(ReadOnlySpan<int> chosen);

    /// <summary>These, and then others of the same kind and size.</summary>
    INetworkInputs Followed(INetworkInputs others);

    /// <summary>Adds sizes and content to what tells runs apart.</summary>
    void AppendTo(IncrementalHash hash);
}
