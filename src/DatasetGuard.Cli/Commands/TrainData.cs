using DatasetGuard.Core;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Provenance;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features.Encoders;
using DatasetGuard.Learning.Encoders;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Cli.Commands;

/// <summary>Reads what is trained on and judged by. The pixels are gone when it is disposed.</summary>
internal sealed class TrainData(ScanOptions options, string format, IScanProgress progress) : IDisposable
{
    private readonly List<PixelStore> _stores = [];
    private IEncoder? _encoder;

    /// <param name="paths">What is trained on.</param>
    /// <param name="holdout">What it is judged by; null for a share of the former.</param>
    /// <param name="suspects">What the scan suspects; null without a scan.</param>
    /// <param name="maxSide">Larger pictures are scaled down to it, but for an encoder.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <returns>The dataset, and its parts; no parts where it has no image that can be trained on.</returns>
    /// <exception cref="DatasetException">Something cannot be read to its end.</exception>
    /// <exception cref="TrainingException">It cannot be trained on.</exception>
    /// <exception cref="EncoderException">The encoder fails.</exception>
    /// <exception cref="UsageException">The suspects are of another dataset.</exception>
    public (Dataset Dataset, TrainingSet? Set) Load(IReadOnlyList<string> paths, string? holdout, SuspectList? suspects, int maxSide, CancellationToken cancellationToken)
    {
        var training = Load(paths, options, cancellationToken);
        var dataset = training.Dataset;
        if (suspects?.Report is { } report && report.Dataset.Digest != dataset.Digest)
            throw new UsageException("The dataset is not as it was when it was scanned, so the list of suspects may lack some. Scan it again.");
        if (!dataset.Samples.Any(sample => sample is { ClassIndex: >= 0, Facts: not null }))
            return (dataset, null);

        var other = holdout is null ? null : Load([holdout], options with { Labels = null }, cancellationToken);
        progress.Begin("Preparing", null);
        var (read, encoder) = options.Features is { } source ? Open(source, training.Views.Geometry) : (PictureLayout.Reader(maxSide), null);
        var set = TrainingSet.Of(training, other, suspects?.Paths ?? new HashSet<string>(), TrainingSet.HoldoutShare, read, options.Seed, cancellationToken);
        return (dataset, set with { Encoder = encoder });
    }

    public void Dispose()
    {
        _encoder?.Dispose();
        _stores.ForEach(store => store.Dispose());
    }

    private (InputReader Read, ProbeEncoder Encoder) Open(FeatureSource source, ViewGeometry geometry)
    {
        (_encoder, var graph) = ProbeEncoders.Open(source, geometry.Width, geometry.Height);
        return (EncodedPictures.Reader(_encoder, options.Jobs, progress), graph with { Caveat = EncodedClassifier.BlurOf(graph.Width, graph.Height, geometry) });
    }

    private LoadedDataset Load(IReadOnlyList<string> paths, ScanOptions how, CancellationToken cancellationToken)
    {
        var store = new PixelStore(how.TemporaryFolder);
        _stores.Add(store);
        var (dataset, views) = new DatasetLoader(store, how, progress).Load(paths, format, cancellationToken);
        return dataset.Breaks.Count == 0 ? new LoadedDataset(dataset, views)
            : throw new DatasetException($"{Printable.Line(dataset.Breaks[0])} Nothing is trained on a part of a dataset.");
    }
}
