using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features.Encoders;
using DatasetGuard.Learning.Encoders;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Detection.Features;

/// <summary>Features that the user gives, or a model of theirs, in the place of those that a network on the suspect data learns.</summary>
/// <param name="name">What they are, for messages.</param>
/// <param name="length">Values of one vector.</param>
/// <param name="read">Fills a vector with the features of a sample, known by its index in the dataset.</param>
internal sealed class GivenFeatures(string name, int length, GivenFeatures.Reader read)
{
    /// <summary>Principal axes of longer ones take minutes a class.</summary>
    public const int MaxLength = 4096;

    private const string Array = "the given features";

    public delegate void Reader(int sample, Span<float> vector);

    public string Name => name;

    public int Length => length;

    public void Read(int sample, Span<float> vector) => read(sample, vector);

    /// <summary>Those that the dataset itself consists of, or else those in an array that the user names, or of the model under audit; null without any.</summary>
    /// <exception cref="EncoderException">The array does not fit the dataset, or one of them cannot be used.</exception>
    public static GivenFeatures? Of(ScanContext context, CancellationToken cancellationToken)
    {
        var samples = context.Dataset.Samples;
        if (context.Dataset.HoldsVectors)
            return new GivenFeatures(Array, samples.First(sample => sample.VectorLength is not null).VectorLength!.Value, (sample, vector) => context.Views.ReadVector(samples[sample], vector));

        return context.Options.Features switch
        {
            { IsArray: true } source => Of(Open(source), samples.Count),
            { IsAudited: true } source => Of(source, context, cancellationToken),
            _ => null,
        };
    }

    /// <summary>What the model makes of each image, which is asked once.</summary>
    private static GivenFeatures Of(FeatureSource source, ScanContext context, CancellationToken cancellationToken)
    {
        LibTorch.EnsureLoaded();
        var samples = context.Dataset.Samples;
        int[] seen = [.. Enumerable.Range(0, samples.Count).Where(i => samples[i].Facts is not null)];
        var geometry = context.Views.Geometry;
        using var encoder = RememberingEncoder.Of(EncoderFiles.Open(source, geometry.Width, geometry.Height), source, context.Options.Cache);
        var features = EncodedPictures.Of(encoder, context.Views, System.Array.ConvertAll(seen, i => samples[i]), context.Options.Jobs, context.Progress, cancellationToken);
        var rows = seen.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        return new GivenFeatures("the features of the given model", encoder.Length, (sample, vector) => features.Row(rows[sample]).CopyTo(vector));
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
        ? new GivenFeatures(Array, array.Length, (sample, vector) => array.Row(sample).CopyTo(vector))
        : throw new EncoderException($"The features have {array.Rows:N0} rows, and the dataset has {samples:N0} samples: one row a sample is needed, in the order of scores.csv.");
}
