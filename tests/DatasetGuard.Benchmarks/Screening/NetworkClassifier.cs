using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Benchmarks.Screening;

/// <summary>A network that was just trained, and comes from no file.</summary>
internal sealed class NetworkClassifier(ConvNetwork network) : IClassifier
{
    public string Description => "a network";

    public string Digest => "";

    public int Outputs => network.Shape.Classes;

    public string? Caveat => null;

    public void Ask(ViewStore views, IReadOnlyList<Sample> samples, Span<float> logits, CancellationToken cancellationToken) => Ask(Load(views, samples, cancellationToken), logits, cancellationToken);

    public ByteImages Load(ViewStore views, IReadOnlyList<Sample> samples, CancellationToken cancellationToken) => PictureLayout.Whole(views.Geometry, network.Shape.LargestSide).Load(views, samples, cancellationToken);

    public void Ask(ByteImages pictures, Span<float> logits, CancellationToken cancellationToken) =>
        NetworkJudge.Logits(network, pictures, [.. Enumerable.Range(0, pictures.Count)], jobs: 1, cancellationToken).CopyTo(logits);

    /// <summary>The network is the caller's.</summary>
    public void Dispose()
    {
    }
}
