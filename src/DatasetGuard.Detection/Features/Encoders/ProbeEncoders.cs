using DatasetGuard.Core;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Encoders;
using DatasetGuard.Learning.Models;

namespace DatasetGuard.Detection.Features.Encoders;

/// <summary>Opens the encoders of linear probes: those that can be put into one ONNX model with the probe, so that a probe is never parted from what it was trained on.</summary>
public static class ProbeEncoders
{
    /// <summary>Finds out before the data are read what is wrong with an encoder.</summary>
    /// <returns>What the features will be, in a few words fit to print.</returns>
    /// <exception cref="EncoderException">It cannot be used; the message says why, and what to do.</exception>
    public static string Check(FeatureSource source)
    {
        var name = Printable.Text(source.Path);
        if (source.IsArray)
            throw new EncoderException($"'{name}' is an array of features, and a linear probe is asked about other pictures later. Give the encoder that they come from: an ONNX model, or the folder that 'train' wrote.");
        if (EncoderFiles.IsTorchScript(source.Path))
            throw new EncoderException($"'{name}' is a TorchScript module, which cannot be put into one model with a linear probe. Export it as ONNX.");

        return EncoderFiles.Check(source);
    }

    /// <param name="source">As <see cref="Check"/> found it.</param>
    /// <param name="width">Of pictures where the model leaves it open.</param>
    /// <param name="height">Of pictures where the model leaves it open.</param>
    /// <returns>The encoder, which belongs to the caller, and its graph.</returns>
    /// <exception cref="EncoderException">It cannot be used; the message says why, and what to do.</exception>
    public static (IEncoder Encoder, ProbeEncoder Graph) Open(FeatureSource source, int width, int height)
    {
        var (graph, wide, high) = EncoderFiles.IsCheckpoint(source.Path) ? CheckpointEncoder.Read(source) : (ReadGraph(source), width, height);
        var encoder = OnnxEncoder.Open(source, () => graph, wide, high);
        var record = new EncoderRecord(source.Path, source.Digest, encoder.Output) { Channels = encoder.Input.Channels, Mean = source.Mean, Deviation = source.Deviation };
        return (encoder, new ProbeEncoder(record, encoder.Input.Width, encoder.Input.Height, graph, encoder.Layout));
    }

    /// <summary>The encoder of a probe that 'train' wrote.</summary>
    /// <param name="folder">The probe's.</param>
    /// <param name="model">What its <c>model.json</c> says.</param>
    /// <exception cref="AuditException">The encoder is missing, or is not the one that the probe was trained on.</exception>
    public static IEncoder OpenIn(string folder, ModelDescription model)
    {
        var path = Path.Combine(folder, OnnxModel.FileName);
        var record = model.Encoder!;
        try
        {
            var source = FeatureSource.Of(path);
            if (source.Digest != record.FileDigest)
                throw new AuditException($"'{Printable.Text(path)}', which holds the encoder, is not the file that {ModelJson.FileName} describes: one of them was replaced or cut off. Put the right one back, or train the probe anew.");

            var encoder = OnnxEncoder.Open(source with { Layer = record.Output, Mean = record.Mean, Deviation = record.Deviation }, model.Width, model.Height);
            if (encoder.Length == model.Shape.Features && encoder.Input.Channels == record.Channels)
                return encoder;

            encoder.Dispose();
            throw new AuditException($"The encoder in '{Printable.Text(path)}' gives {encoder.Length:N0} values for a picture, and {ModelJson.FileName} tells of {model.Shape.Features:N0}. Train the probe anew.");
        }
        catch (EncoderException error)
        {
            throw new AuditException(error.Message, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new AuditException($"The encoder of the probe, '{Printable.Text(path)}', cannot be read: {Printable.Line(error.Message)} Put it back where 'datasetguard train' wrote it, or train the probe anew.", error);
        }
    }

    private static byte[] ReadGraph(FeatureSource source)
    {
        try
        {
            return source.ReadModel();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EncoderException($"The model '{Printable.Text(source.Path)}' cannot be read: {Printable.Line(error.Message)}", error);
        }
    }
}
