using DatasetGuard.Core;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Encoders;

namespace DatasetGuard.Detection.Features.Encoders;

/// <summary>Opens a classifier of anybody's, with the same care as an encoder.</summary>
public static class ClassifierFiles
{
    private const string UsualOutput = "logits";

    /// <summary>Finds out what is wrong with a model before the data are read.</summary>
    /// <param name="path">An ONNX model or a TorchScript module.</param>
    /// <param name="output">The name of the output that is the logits; null for the only one, or the one that is called so.</param>
    /// <returns>The model, and the output in it.</returns>
    /// <exception cref="AuditException">It cannot be used; the message says why, and what to do.</exception>
    public static FeatureSource Check(string path, string? output)
    {
        try
        {
            var source = FeatureSource.Of(path);
            if (source.IsArray)
                throw new AuditException($"'{Printable.Text(path)}' is an array of numbers. Give a checkpoint of 'datasetguard train', a TorchScript module or an ONNX model.");
            if (!EncoderFiles.IsTorchScript(path))
                return source with { Layer = OutputOf(OnnxEncoder.OutputNames(source), output, path) };
            if (output is not null)
                throw new AuditException("--logits is for ONNX models: a TorchScript module has no names of outputs. Script a module whose forward gives the logits, and leave it out.");

            TorchScriptEncoder.Check(source);
            return source;
        }
        catch (EncoderException error)
        {
            throw new AuditException(error.Message, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new AuditException($"The model '{Printable.Text(path)}' cannot be read: {Printable.Text(error.Message)} Give a checkpoint of 'datasetguard train', a TorchScript module or an ONNX model.", error);
        }
    }

    /// <param name="source">From <see cref="Check"/>.</param>
    /// <param name="facts">What is known of it.</param>
    /// <param name="geometry">Of the pictures that it will be asked about; their size is taken where nobody knows that of the model.</param>
    /// <exception cref="AuditException">It takes other pictures, or none.</exception>
    public static IClassifier Open(FeatureSource source, ModelFacts facts, ViewGeometry geometry)
    {
        source = source with { Mean = facts.Mean, Deviation = facts.Deviation };
        var (width, height) = facts.Size is { } size ? (size.Width, size.Height) : (geometry.Width, geometry.Height);
        try
        {
            if (EncoderFiles.IsTorchScript(source.Path))
            {
                var module = TorchScriptEncoder.Open(source, width, height, facts.Size?.Channels ?? 3);
                return new EncoderClassifier(module, "a TorchScript module", source.Digest, module.Input, geometry);
            }

            var model = OnnxEncoder.Open(source, width, height);
            if (facts.Size is { } wanted && (model.Input.Width, model.Input.Height) != (wanted.Width, wanted.Height))
            {
                var message = $"The model takes pictures of {model.Input.Width} x {model.Input.Height}, and --size or the model.json beside it says {wanted.Width} x {wanted.Height}. Leave the size out.";
                model.Dispose();
                throw new AuditException(message);
            }

            return new EncoderClassifier(model, "an ONNX model", source.Digest, model.Input, geometry);
        }
        catch (EncoderException error)
        {
            throw new AuditException(error.Message, error);
        }
    }

    /// <param name="source">From <see cref="Check"/>.</param>
    /// <param name="facts">What is known of it.</param>
    /// <param name="geometry">Of the pictures that it will be asked about.</param>
    /// <returns>Null for an ONNX model, through which no slope goes.</returns>
    /// <exception cref="AuditException">It takes other pictures, or none.</exception>
    public static IDifferentiable? OpenGradients(FeatureSource source, ModelFacts facts, ViewGeometry geometry)
    {
        try
        {
            if (!EncoderFiles.IsTorchScript(source.Path))
                return null;

            var (width, height) = facts.Size is { } size ? (size.Width, size.Height) : (geometry.Width, geometry.Height);
            return new ModuleGradients(TorchScriptEncoder.Open(source with { Mean = facts.Mean, Deviation = facts.Deviation }, width, height, facts.Size?.Channels ?? 3), source.Digest);
        }
        catch (EncoderException error)
        {
            throw new AuditException(error.Message, error);
        }
    }

    private static string OutputOf(IReadOnlyList<string> names, string? output, string path)
    {
        var shown = string.Join(", ", names.Select(Printable.Text));
        if (output is not null)
        {
            return names.Contains(output)
                ? output
                : throw new AuditException($"The model '{Printable.Text(path)}' has no output '{Printable.Text(output)}'.{Suggestion.For(output, names)} Its outputs: {shown}. Set --logits to one of them.");
        }

        return names.Count == 1 ? names[0] : names.Contains(UsualOutput) ? UsualOutput
            : throw new AuditException($"The model '{Printable.Text(path)}' has {names.Count} outputs: {shown}. Say which are the logits with --logits.");
    }
}
