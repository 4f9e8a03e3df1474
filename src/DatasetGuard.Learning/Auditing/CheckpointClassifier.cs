using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Auditing;

/// <summary>A model that the training stage wrote. It sees the pictures exactly as it did in training.</summary>
/// <param name="model">Stays the caller's.</param>
/// <param name="option">What the user named the pictures with, for messages.</param>
public sealed class CheckpointClassifier(TrainedModel model, string option) : IClassifier
{
    public string Description => Describe(model.Description.Width, model.Description.Height, model.Description.Shape.Channels);

    public string Digest => model.WeightsDigest;

    public int Outputs => model.Description.Classes.Count;

    public string? Caveat => null;

    public void Ask(ViewStore views, IReadOnlyList<Sample> samples, Span<float> logits, CancellationToken cancellationToken) =>
        Ask(Load(views, samples, cancellationToken), logits, cancellationToken);

    public ByteImages Load(ViewStore views, IReadOnlyList<Sample> samples, CancellationToken cancellationToken) =>
        Load(model.Description.Shape, model.Description.Width, model.Description.Height, views, samples, option, cancellationToken);

    public void Ask(ByteImages pictures, Span<float> logits, CancellationToken cancellationToken) => model.Logits(pictures, jobs: 1, cancellationToken).CopyTo(logits);

    /// <summary>Pictures as the training stage saw them.</summary>
    /// <exception cref="AuditException">They are in colour and were gray, or of another size.</exception>
    internal static ByteImages Load(NetworkShape shape, int width, int height, ViewStore views, IReadOnlyList<Sample> samples, string option, CancellationToken cancellationToken)
    {
        if (shape.Channels == 1 && views.Geometry.Channels == 3)
            throw new AuditException("The model was trained on gray pictures, and these are in colour: they are not of the kind that it was trained on.");

        var layout = PictureLayout.Whole(views.Geometry with { Channels = shape.Channels }, shape.LargestSide);
        if ((layout.Width, layout.Height) != (width, height))
        {
            throw new AuditException(
                $"The model takes pictures of {width} x {height}, and those of {option} come as {layout.Width} x {layout.Height}: they are not of the size that it was trained on. Name the dataset that it was trained on with {option}.");
        }

        return layout.Load(views.WithChannels(shape.Channels), samples, cancellationToken);
    }

    /// <summary>The model is the caller's.</summary>
    public void Dispose()
    {
    }

    internal static string Describe(int width, int height, int channels) => $"a checkpoint of 'datasetguard train' for {Words(width, height, channels)} pictures";

    private static string Words(int width, int height, int channels) => $"{width} x {height} {(channels == 1 ? "gray" : "colour")}";
}
