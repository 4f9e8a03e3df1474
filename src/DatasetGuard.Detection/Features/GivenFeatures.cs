using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Encoders;

namespace DatasetGuard.Detection.Features;

/// <summary>Features that the user gives, in the place of those that a network on the suspect data learns.</summary>
/// <param name="length">Values of one vector.</param>
/// <param name="read">Fills a vector with the features of a sample, known by its index in the dataset.</param>
internal sealed class GivenFeatures(int length, GivenFeatures.Reader read)
{
    /// <summary>Principal axes of longer ones take minutes a class.</summary>
    public const int MaxLength = 4096;

    public delegate void Reader(int sample, Span<float> vector);

    public int Length => length;

    public void Read(int sample, Span<float> vector) => read(sample, vector);

    /// <summary>Those that the dataset itself consists of, or else those in an array that the user names; null without either.</summary>
    /// <exception cref="EncoderException">The array does not fit the dataset, or cannot be used.</exception>
    public static GivenFeatures? Of(ScanContext context)
    {
        var samples = context.Dataset.Samples;
        if (context.Dataset.HoldsVectors)
            return new GivenFeatures(samples.First(sample => sample.VectorLength is not null).VectorLength!.Value, (sample, vector) => context.Views.ReadVector(samples[sample], vector));

        return context.Options.Features is { IsArray: true } source ? Of(Open(source), samples.Count) : null;
    }

    /// <exception cref="EncoderException">It cannot be used; the message says why.</exception>
    public static FeatureArray Open(FeatureSource source)
    {
        try
        {
            return FeatureArray.Read(source);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new EncoderException($"The features '{Core.Printable.Text(source.Path)}' cannot be used: {Core.Printable.Text(error.Message)}.", error);
        }
    }

    private static GivenFeatures Of(FeatureArray array, int samples) => array.Rows == samples
        ? new GivenFeatures(array.Length, (sample, vector) => array.Row(sample).CopyTo(vector))
        : throw new EncoderException($"The features have {array.Rows:N0} rows, and the dataset has {samples:N0} samples: one row a sample is needed, in the order of scores.csv.");
}
