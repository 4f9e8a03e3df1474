using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Encoders;

/// <summary>A linear probe that the training stage wrote, with its encoder.</summary>
/// <param name="model">Stays the caller's.</param>
/// <param name="encoder">Stays the caller's.</param>
/// <param name="geometry">Of the pictures that there are.</param>
public sealed class EncodedClassifier(TrainedModel model, IEncoder encoder, ViewGeometry geometry) : IClassifier
{
    private readonly ModelDescription _known = model.Description;

    public string Description => $"a linear probe of 'datasetguard train' on an encoder for {_known.Width} x {_known.Height} {(_known.Encoder!.Channels == 1 ? "gray" : "colour")} pictures";

    public string Digest => model.WeightsDigest;

    public int Outputs => _known.Classes.Count;

    /// <summary>The probe was trained on what it is asked about here.</summary>
    public string? Caveat => BlurOf(_known.Width, _known.Height, geometry) is { } blur ? $"{blur} The probe was trained on such copies as well; in use it may see better ones, and answer otherwise." : null;

    public void Ask(ViewStore views, IReadOnlyList<Sample> samples, Span<float> logits, CancellationToken cancellationToken)
    {
        try
        {
            var features = EncodedPictures.Of(encoder, views, samples, jobs: 1, SilentProgress.Instance, cancellationToken);
            model.Logits(features, jobs: 1, cancellationToken).CopyTo(logits);
        }
        catch (EncoderException error)
        {
            throw new AuditException(error.Message, error);
        }
    }

    public ByteImages Load(ViewStore views, IReadOnlyList<Sample> samples, CancellationToken cancellationToken) =>
        PictureLayout.Whole(views.Geometry, int.MaxValue).Load(views, samples, cancellationToken);

    public void Ask(ByteImages pictures, Span<float> logits, CancellationToken cancellationToken)
    {
        var features = new FeatureMatrix(pictures.Count, encoder.Length);
        try
        {
            for (var first = 0; first < pictures.Count; first += EncodedPictures.BatchSize)
            {
                var count = Math.Min(EncodedPictures.BatchSize, pictures.Count - first);
                encoder.Encode([.. Enumerable.Range(first, count).Select(pictures.Picture)], features.Slice(first, count), cancellationToken);
            }
        }
        catch (EncoderException error)
        {
            throw new AuditException(error.Message, error);
        }

        model.Logits(features, jobs: 1, cancellationToken).CopyTo(logits);
    }

    /// <summary>Both are the caller's.</summary>
    public void Dispose()
    {
    }

    /// <summary>What to know of an encoder that wants larger pictures than are kept, in a sentence; null where it does not.</summary>
    public static string? BlurOf(int width, int height, ViewGeometry geometry) => geometry.HasCrops && (width > geometry.Width || height > geometry.Height)
        ? $"The encoder takes pictures of {width} x {height}, and larger ones than that are kept at {geometry.Width} x {geometry.Height}: it sees blurred copies."
        : null;
}
