using System.Numerics.Tensors;

namespace DatasetGuard.Detection.Features.Encoders;

/// <summary>Makes one vector a picture of what a layer gives: a map is averaged over its places, tokens over the tokens.</summary>
internal static class FeaturePooling
{
    /// <summary>The longest feature vector: its covariance is a square of that side.</summary>
    public const int MaxLength = 4096;

    /// <summary>Values of the pooled vector; null for a shape that is none of pictures.</summary>
    /// <param name="shape">The number of pictures first.</param>
    /// <param name="isInterleaved">A map has its channels last.</param>
    public static int? LengthOf(ReadOnlySpan<long> shape, bool isInterleaved) => shape.Length switch
    {
        2 => (int)shape[1],
        3 => (int)shape[2],
        4 => (int)shape[isInterleaved ? 3 : 1],
        _ => null,
    };

    /// <summary>Pools the values of one picture.</summary>
    public static void Pool(ReadOnlySpan<float> values, bool hasChannelsFirst, Span<float> features)
    {
        var places = values.Length / features.Length;
        if (places == 1)
        {
            values.CopyTo(features);
            return;
        }

        if (hasChannelsFirst)
        {
            for (var channel = 0; channel < features.Length; channel++)
                features[channel] = TensorPrimitives.Sum(values.Slice(channel * places, places)) / places;

            return;
        }

        features.Clear();
        for (var place = 0; place < places; place++)
            TensorPrimitives.Add(features, values.Slice(place * features.Length, features.Length), features);
        TensorPrimitives.Divide(features, places, features);
    }
}
