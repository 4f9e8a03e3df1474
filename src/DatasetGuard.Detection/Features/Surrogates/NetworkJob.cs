using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Detection.Features.Surrogates;

/// <summary>One network to be trained on some rows, and asked about some.</summary>
/// <param name="Images">In the size that this network sees.</param>
/// <param name="Shape">Its layers.</param>
/// <param name="Schedule">How it is trained.</param>
/// <param name="Training">Rows that it is trained on.</param>
/// <param name="Asked">Rows that it is asked about.</param>
/// <param name="Seed">Weights and order.</param>
internal sealed record NetworkJob(SurrogateImages Images, NetworkShape Shape, TrainingSchedule Schedule, int[] Training, int[] Asked, int Seed)
{
    /// <summary>Images read at a time when the network is asked: what is asked about need not fit into memory.</summary>
    private const int BlockRows = 4096;

    /// <summary>Passes of one image through the network, for the progress bar; training takes three times as long as asking.</summary>
    public long Steps => (3L * Schedule.EpochsFor(Training.Length) * Training.Length) + Asked.Length;

    /// <param name="labels">Class of every row.</param>
    /// <param name="receive">Gets the row, its features and its logits, in the order of <see cref="Asked"/>.</param>
    /// <param name="progress">Told of <see cref="Steps"/>.</param>
    /// <param name="cancellationToken">Stops within a batch.</param>
    /// <returns>The trained network, which the caller disposes.</returns>
    public ConvNetwork Run(int[] labels, RowReceiver receive, IScanProgress progress, CancellationToken cancellationToken)
    {
        var network = new ConvNetwork(Shape, Seed);
        try
        {
            Train(network, labels, progress, cancellationToken);
            Ask(network, receive, progress, cancellationToken);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private void Train(ConvNetwork network, int[] labels, IScanProgress progress, CancellationToken cancellationToken)
    {
        var images = Images.Read(Training, cancellationToken);
        var ownLabels = Array.ConvertAll(Training, row => labels[row]);
        NetworkTrainer.Train(network, images, ownLabels, Schedule, Seed, count => progress.Advance(3 * count), cancellationToken);
    }

    private void Ask(ConvNetwork network, RowReceiver receive, IScanProgress progress, CancellationToken cancellationToken)
    {
        for (var first = 0; first < Asked.Length; first += BlockRows)
        {
            var block = Asked.AsSpan(first, Math.Min(BlockRows, Asked.Length - first)).ToArray();
            network.Evaluate(
                Images.Read(block, cancellationToken),
                (at, features, logits) =>
                {
                    var (dimension, classes) = (Shape.Features, Shape.Classes);
                    for (var i = 0; i < logits.Length / classes; i++)
                        receive(block[at + i], features.Slice(i * dimension, dimension), logits.Slice(i * classes, classes));
                },
                cancellationToken);
            progress.Advance(block.Length);
        }
    }
}

/// <summary>Takes what a network says of one row.</summary>
internal delegate void RowReceiver(int row, ReadOnlySpan<float> features, ReadOnlySpan<float> logits);
