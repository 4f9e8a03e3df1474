using DatasetGuard.Core;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Encoders;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DatasetGuard.Detection.Features.Encoders;

/// <summary>What goes into an ONNX model and what comes out.</summary>
/// <param name="Input">The name of its one input.</param>
/// <param name="Dimensions">Of the input, four; -1 for what is left open.</param>
/// <param name="Output">The name of the output that is the features.</param>
internal sealed record OnnxSignature(string Input, IReadOnlyList<int> Dimensions, string Output)
{
    private const string Features = "features";

    /// <summary>Pictures a run, where the model fixes it.</summary>
    public int? Batch => Dimensions[0] > 0 ? Dimensions[0] : null;

    /// <summary>What the features are, fit to print.</summary>
    public string Describe() => $"the output '{Printable.Text(Output)}'";

    /// <exception cref="EncoderException">It takes something else than pictures.</exception>
    public static OnnxSignature Of(InferenceSession session, string? layer, string name)
    {
        if (session.InputMetadata.Count != 1)
            throw new EncoderException($"The model '{name}' has {session.InputMetadata.Count} inputs: an encoder has one, the pictures. Export it without the others.");

        var (input, metadata) = session.InputMetadata.Single();
        if (!metadata.IsTensor || metadata.ElementDataType != TensorElementType.Float || metadata.Dimensions.Length != 4)
            throw new EncoderException($"The input '{Printable.Text(input)}' of the model '{name}' is no float tensor of four dimensions (pictures, channels, height, width). Export it with such an input.");

        var output = layer ?? DefaultOutput(session.OutputNames);
        if (!session.OutputMetadata[output].IsTensor || session.OutputMetadata[output].ElementDataType != TensorElementType.Float)
            throw new EncoderException($"The output '{Printable.Text(output)}' of the model '{name}' is no float tensor. Set features.layer to one that is.");

        return new OnnxSignature(input, metadata.Dimensions, output);
    }

    /// <summary>Where a model gives both, the features come before what the classifier makes of them.</summary>
    private static string DefaultOutput(IReadOnlyList<string> names) =>
        names.FirstOrDefault(name => name.Equals(Features, StringComparison.OrdinalIgnoreCase)) ?? (names.Count > 1 ? names[^2] : names[0]);

    /// <exception cref="EncoderException">The pictures that it wants are too large, or have neither one channel nor three.</exception>
    public EncoderInput InputFor(FeatureSource source, int width, int height)
    {
        var isInterleaved = Dimensions[1] is not (1 or 3) && Dimensions[3] is 1 or 3;
        var (channels, tall, wide) = isInterleaved ? (Dimensions[3], Dimensions[1], Dimensions[2]) : (Dimensions[1], Dimensions[2], Dimensions[3]);
        if (channels < 1)
            channels = 3;
        if (channels is not (1 or 3) || wide > EncoderInput.MaxSide || tall > EncoderInput.MaxSide || Batch > EncoderInput.MaxSide)
        {
            throw new EncoderException($"The model '{Printable.Text(source.Path)}' wants {string.Join(" x ", Dimensions.Select(side => side < 1 ? "any" : $"{side:N0}"))} values: "
                + $"pictures of one channel or three and at most {EncoderInput.MaxSide:N0} a side can be given. Export it for such.");
        }

        return new EncoderInput(wide > 0 ? wide : width, tall > 0 ? tall : height, channels, isInterleaved) { Mean = source.Mean, Deviation = source.Deviation };
    }
}
