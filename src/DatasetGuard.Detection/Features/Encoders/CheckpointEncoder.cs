using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Encoders;
using DatasetGuard.Learning.Models;

namespace DatasetGuard.Detection.Features.Encoders;

/// <summary>A model that <c>train</c> wrote: what its network pools before the logits, each channel's mean and maximum. Data, nothing of which is run.</summary>
internal static class CheckpointEncoder
{
    /// <param name="source">The <c>model.json</c>, which tells the digest of the weights beside it.</param>
    /// <exception cref="EncoderException">It is no model of this kind, or is damaged.</exception>
    public static IEncoder Open(FeatureSource source)
    {
        var (graph, width, height) = Read(source);
        return OnnxEncoder.Open(source, () => graph, width, height);
    }

    /// <summary>The model as ONNX has it, and the pictures that it takes.</summary>
    /// <exception cref="EncoderException">It is no model of this kind, or is damaged.</exception>
    public static (byte[] Graph, int Width, int Height) Read(FeatureSource source)
    {
        if (source.Layer is not null)
            throw new EncoderException("features.layer is for ONNX models: the features of a model that 'train' wrote are known. Leave the layer out.");
        if (source.Mean is not [0] || source.Deviation is not [1])
            throw new EncoderException("features.mean and features.std are for ONNX models and TorchScript modules: a model that 'train' wrote says itself how pictures go into it. Leave them out.");

        try
        {
            using var model = TrainedModel.Load(source.Path);

            if (model.Description.Shape.IsLinear)
                throw new EncoderException($"The model '{Core.Printable.Text(source.Path)}' is a linear probe, whose features are those of its encoder. Give that encoder.");

            // What has been loaded is what has the digest.
            _ = source.ReadModel();
            using var graph = new MemoryStream();
            OnnxModel.Write(model.Description, TrainedModel.TensorsOf(model.Network), graph);
            return (graph.ToArray(), model.Description.Width, model.Description.Height);
        }
        catch (Exception error) when (error is ModelException or IOException or UnauthorizedAccessException)
        {
            throw new EncoderException(error.Message, error);
        }
    }
}
