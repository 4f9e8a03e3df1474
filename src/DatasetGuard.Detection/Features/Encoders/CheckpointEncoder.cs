using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Detection.Features.Encoders;

/// <summary>A model that <c>train</c> wrote: what its network pools before the logits, each channel's mean and maximum. Data, nothing of which is run.</summary>
internal sealed class CheckpointEncoder : IEncoder
{
    private readonly TrainedModel _model;
    private readonly EncoderInput _input;

    private CheckpointEncoder(TrainedModel model)
    {
        _model = model;
        _input = new EncoderInput(model.Description.Width, model.Description.Height, model.Description.Shape.Channels, IsInterleaved: true);
    }

    public string Description => $"the {Length:N0} values before the logits, for pictures of {_input.Width} x {_input.Height}";

    public int Length => _model.Description.Shape.Features;

    /// <param name="source">The <c>model.json</c>, which tells the digest of the weights beside it.</param>
    /// <exception cref="EncoderException">It is no model of this kind, or is damaged.</exception>
    public static CheckpointEncoder Open(FeatureSource source)
    {
        if (source.Layer is not null)
            throw new EncoderException("features.layer is for ONNX models: the features of a model that 'train' wrote are known. Leave the layer out.");
        if (source.Mean is not [0] || source.Deviation is not [1])
            throw new EncoderException("features.mean and features.std are for ONNX models and TorchScript modules: a model that 'train' wrote says itself how pictures go into it. Leave them out.");

        TrainedModel? model = null;
        try
        {
            model = TrainedModel.Load(source.Path);

            // What has been loaded is what has the digest.
            _ = source.ReadModel();
            return new CheckpointEncoder(model);
        }
        catch (Exception error) when (error is ModelException or IOException or UnauthorizedAccessException)
        {
            model?.Dispose();
            throw new EncoderException(error.Message, error);
        }
    }

    public void Encode(IReadOnlyList<PixelBuffer> pictures, Span<float> features, CancellationToken cancellationToken)
    {
        var images = new ByteImages(pictures.Count, _input.Height, _input.Width, _input.Channels);
        for (var i = 0; i < pictures.Count; i++)
            _input.WriteBytes(pictures[i], images[i]);

        var length = Length;
        var values = new float[pictures.Count * length];
        _model.Network.Evaluate(images, (first, part, _) => part.CopyTo(values.AsSpan(first * length)), cancellationToken);
        values.CopyTo(features);
    }

    public void Dispose() => _model.Dispose();
}
