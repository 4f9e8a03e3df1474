using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Networks;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>A model through which a slope goes back to the pixels. Safe from many threads.</summary>
public interface IDifferentiable : IDisposable
{
    /// <summary>As <see cref="IClassifier.Description"/>.</summary>
    string Description { get; }

    /// <summary>As <see cref="IClassifier.Digest"/>.</summary>
    string Digest { get; }

    /// <summary>Values that it gives for a picture.</summary>
    int Outputs { get; }

    /// <summary>How a channel is put into the model: scale times the pixel, which is from 0 to 1, plus offset.</summary>
    (float Scale, float Offset) InputOf(int channel);

    /// <summary>Pictures in the size and the channels that it takes.</summary>
    /// <exception cref="AuditException">They are not of the kind that it takes.</exception>
    ByteImages Load(ViewStore views, IReadOnlyList<Sample> samples, CancellationToken cancellationToken);

    /// <param name="pictures">Shape (n, channels, height, width), as <see cref="InputOf"/> says.</param>
    /// <returns>Logits of shape (n, <see cref="Outputs"/>).</returns>
    /// <exception cref="AuditException">The model fails on them.</exception>
    Tensor Logits(Tensor pictures);
}
