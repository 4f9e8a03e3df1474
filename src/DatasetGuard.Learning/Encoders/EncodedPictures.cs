using System.Numerics.Tensors;
using DatasetGuard.Core;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Encoders;

/// <summary>What an encoder makes of the pictures of a dataset.</summary>
public static class EncodedPictures
{
    /// <summary>So many pictures are handed out together, whatever the number of threads: where a model fixes how many it takes, the vectors may depend on it in the last bit.</summary>
    public const int BatchSize = 32;

    /// <param name="encoder">Stays the caller's.</param>
    /// <param name="jobs">Threads.</param>
    /// <param name="progress">Told how many pictures more were encoded.</param>
    public static InputReader Reader(IEncoder encoder, int jobs, IScanProgress progress) =>
        (views, samples, cancellationToken) => Of(encoder, views, samples, jobs, progress, cancellationToken);

    /// <param name="encoder">What gives the vectors.</param>
    /// <param name="views">Where the pixels are.</param>
    /// <param name="samples">Decoded ones.</param>
    /// <param name="jobs">Threads.</param>
    /// <param name="progress">Told how many pictures more were encoded.</param>
    /// <param name="cancellationToken">Stops within a batch.</param>
    /// <returns>In the order of <paramref name="samples"/>.</returns>
    /// <exception cref="EncoderException">The encoder fails, or gives values that are no numbers.</exception>
    public static FeatureMatrix Of(IEncoder encoder, ViewStore views, IReadOnlyList<Sample> samples, int jobs, IScanProgress progress, CancellationToken cancellationToken)
    {
        if ((long)samples.Count * encoder.Length > Array.MaxLength)
            throw new EncoderException($"The features of {samples.Count:N0} images, {encoder.Length:N0} values each, are more than fit into memory in one piece. Give fewer images, or an encoder with shorter features.");

        var features = new FeatureMatrix(samples.Count, encoder.Length);
        progress.Begin("Encoding", samples.Count);
        ParallelWork.For((samples.Count + BatchSize - 1) / BatchSize, jobs, Encode, cancellationToken);
        return features;

        void Encode(int batch)
        {
            var (first, count) = (batch * BatchSize, Math.Min(BatchSize, samples.Count - (batch * BatchSize)));
            encoder.Encode([.. samples.Skip(first).Take(count).Select(sample => views.Read(sample).Whole)], features.Slice(first, count), cancellationToken);
            Check(features, samples, first, count);
            progress.Advance(count);
        }
    }

    private static void Check(FeatureMatrix features, IReadOnlyList<Sample> samples, int first, int count)
    {
        for (var row = first; row < first + count; row++)
        {
            if (!TensorPrimitives.IsFiniteAll<float>(features.Row(row)))
                throw new EncoderException($"The encoder gives values that are no finite numbers, of '{Printable.Text(samples[row].Id)}'. Look whether features.mean and features.std are those that it was trained with.");
        }
    }
}
