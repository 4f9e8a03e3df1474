using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Encoders;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Detection.Features.Encoders;

/// <summary>The feature vectors of the images that rules compare, in the dataset's order.</summary>
internal sealed class EncodedSet
{
    private const int BatchSize = EncodedPictures.BatchSize;

    private EncodedSet(int[] samples, int[] labels, int[] classCounts, FeatureMatrix features) =>
        (Samples, Labels, ClassCounts, Features) = (samples, labels, classCounts, features);

    /// <summary>Index into the dataset's samples of each row.</summary>
    public int[] Samples { get; }

    /// <summary>Class of each row.</summary>
    public int[] Labels { get; }

    /// <summary>Rows of each class of the dataset.</summary>
    public int[] ClassCounts { get; }

    public FeatureMatrix Features { get; }

    public int Rows => Samples.Length;

    /// <param name="context">The dataset.</param>
    /// <param name="samples">Labelled, decoded samples.</param>
    /// <param name="encoder">What gives the vectors.</param>
    /// <param name="cancellationToken">Stops within a batch.</param>
    /// <exception cref="EncoderException">The encoder fails, or gives values that are no numbers.</exception>
    public static EncodedSet Of(ScanContext context, int[] samples, IEncoder encoder, CancellationToken cancellationToken)
    {
        var labels = Array.ConvertAll(samples, sample => context.Dataset.Samples[sample].ClassIndex);
        var counts = new int[context.Dataset.Classes.Count];
        foreach (var label in labels)
            counts[label]++;

        var features = EncodedPictures.Of(encoder, context.Views, Array.ConvertAll(samples, sample => context.Dataset.Samples[sample]), context.Options.Jobs, context.Progress, cancellationToken);
        return new EncodedSet(samples, labels, counts, features);
    }

    /// <summary>Hands out the pictures of each batch, on all threads.</summary>
    public void ForEachBatch(ScanContext context, Action<int, PixelBuffer[]> work, CancellationToken cancellationToken)
    {
        var batches = (Rows + BatchSize - 1) / BatchSize;
        var options = new ParallelOptions { MaxDegreeOfParallelism = context.Options.Jobs, CancellationToken = cancellationToken };
        Parallel.For(0, batches, options, batch =>
        {
            var first = batch * BatchSize;
            var pictures = new PixelBuffer[Math.Min(BatchSize, Rows - first)];
            for (var i = 0; i < pictures.Length; i++)
                pictures[i] = PictureOf(first + i, context);

            work(first, pictures);
            context.Progress.Advance(pictures.Length);
        });
    }

    public Sample SampleOf(int row, ScanContext context) => context.Dataset.Samples[Samples[row]];

    public PixelBuffer PictureOf(int row, ScanContext context) => context.Views.Read(SampleOf(row, context)).Whole;
}
