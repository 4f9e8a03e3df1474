using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Auditing;

/// <summary>A model that the training stage wrote. It sees the pictures exactly as it did in training.</summary>
/// <param name="model">Stays the caller's.</param>
public sealed class CheckpointClassifier(TrainedModel model) : IClassifier
{
    public string Description => $"a checkpoint of 'datasetguard train' for {Words(model.Description.Width, model.Description.Height, model.Description.Shape.Channels)} pictures";

    public string Digest => model.WeightsDigest;

    public int Outputs => model.Description.Classes.Count;

    public string? Caveat => null;

    public void Ask(ViewStore views, IReadOnlyList<Sample> samples, Span<float> logits, CancellationToken cancellationToken)
    {
        var known = model.Description;
        if (known.Shape.Channels == 1 && views.Geometry.Channels == 3)
            throw new AuditException("The model was trained on gray pictures, and these are in colour: they are not of the kind that it was trained on.");

        var layout = PictureLayout.Whole(views.Geometry with { Channels = known.Shape.Channels }, known.Shape.LargestSide);
        if ((layout.Width, layout.Height) != (known.Width, known.Height))
        {
            throw new AuditException(
                $"The model takes pictures of {known.Width} x {known.Height}, and those of the members come as {layout.Width} x {layout.Height}: they are not of the size that it was trained on. Name the dataset that it was trained on with --members.");
        }

        model.Logits(layout.Load(views.WithChannels(known.Shape.Channels), samples, cancellationToken), jobs: 1, cancellationToken).CopyTo(logits);
    }

    /// <summary>The model is the caller's.</summary>
    public void Dispose()
    {
    }

    internal static string Words(int width, int height, int channels) => $"{width} x {height} {(channels == 1 ? "gray" : "colour")}";
}
