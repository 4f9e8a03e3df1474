using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Learning.Encoders;

/// <summary>Turns pictures into feature vectors. Safe from many threads; the same picture gives the same vector whatever the threads do.</summary>
public interface IEncoder : IDisposable
{
    /// <summary>Which values the features are and what the pictures are resized to, in a few words fit to print.</summary>
    string Description { get; }

    /// <summary>Values of a feature vector.</summary>
    int Length { get; }

    /// <summary>The vector of a picture does not depend, in its last bit, on which others are encoded with it.</summary>
    bool TakesOneByOne { get; }

    /// <param name="pictures">Any size; gray or RGB.</param>
    /// <param name="features">One vector of <see cref="Length"/> values a picture.</param>
    /// <param name="cancellationToken">Stops within a batch.</param>
    /// <exception cref="EncoderException">The model fails on them.</exception>
    void Encode(IReadOnlyList<PixelBuffer> pictures, Span<float> features, CancellationToken cancellationToken);
}
