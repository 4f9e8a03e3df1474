using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Encoders;

namespace DatasetGuard.Detection.Features.Encoders;

/// <summary>Opens what the user names: a model of whichever kind, or features that one gave.</summary>
public static class EncoderFiles
{
    /// <summary>Where a model leaves the picture size open and no dataset is at hand.</summary>
    private const int UsualSide = 32;

    private static readonly string[] ModuleNames = [".pt", ".pth"];

    /// <param name="source">The model.</param>
    /// <param name="width">Of pictures where the model leaves it open.</param>
    /// <param name="height">Of pictures where the model leaves it open.</param>
    /// <exception cref="EncoderException">It cannot be used; the message says why, and what to do.</exception>
    public static IEncoder Open(FeatureSource source, int width, int height) => KindOf(source.Path) switch
    {
        Kind.TorchScript => TorchScriptEncoder.Open(source, width, height),
        Kind.Checkpoint => CheckpointEncoder.Open(source),
        _ => OnnxEncoder.Open(source, width, height),
    };

    /// <summary>Finds out before the scan what is wrong with a model.</summary>
    /// <returns>What the features will be, in a few words fit to print.</returns>
    /// <exception cref="EncoderException">It cannot be used; the message says why, and what to do.</exception>
    public static string Check(FeatureSource source)
    {
        if (source.IsArray)
            return source.Layer is null ? DescriptionOf(GivenFeatures.Open(source)) : throw new EncoderException("features.layer names a value of a model, and the features are an array. Leave it out.");
        if (KindOf(source.Path) == Kind.Onnx)
            return OnnxEncoder.Check(source);

        // What a module gives shows when it runs only.
        using var encoder = Open(source, UsualSide, UsualSide);
        return encoder is TorchScriptEncoder ? "what the module gives" : encoder.Description;
    }

    private static string DescriptionOf(FeatureArray array) => $"{array.Rows:N0} rows of {array.Length:N0} values";

    internal static bool IsTorchScript(string path) => KindOf(path) == Kind.TorchScript;

    internal static bool IsCheckpoint(string path) => KindOf(path) == Kind.Checkpoint;

    /// <summary>A TorchScript module is a ZIP archive, what <c>train</c> writes is described by a JSON object; no ONNX model begins like one of them. A damaged module is told by its name.</summary>
    private static Kind KindOf(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> start = stackalloc byte[4];
            var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            if (start[..read].SequenceEqual("PK\u0003\u0004"u8))
                return Kind.TorchScript;
            if (start[..read].StartsWith("{"u8))
                return Kind.Checkpoint;

            return ModuleNames.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) ? Kind.TorchScript : Kind.Onnx;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Kind.Onnx;
        }
    }

    private enum Kind
    {
        Onnx,
        TorchScript,
        Checkpoint,
    }
}
