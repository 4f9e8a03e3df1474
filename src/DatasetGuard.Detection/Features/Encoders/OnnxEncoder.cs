using DatasetGuard.Core;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Encoders;
using DatasetGuard.Learning.Runtime;
using Microsoft.ML.OnnxRuntime;

namespace DatasetGuard.Detection.Features.Encoders;

/// <summary>An ONNX model on the CPU. One thread a run: the work is spread over batches.</summary>
/// <remarks>An ONNX model is data. Operators from other libraries and weights in files beside it are not loaded.</remarks>
internal sealed class OnnxEncoder : IEncoder
{
    private readonly InferenceSession _session;
    private readonly OnnxSignature _signature;
    private readonly EncoderInput _input;
    private readonly string _name;

    private OnnxEncoder(InferenceSession session, OnnxSignature signature, EncoderInput input, string name)
    {
        (_session, _signature, _input, _name) = (session, signature, input, name);
        Length = Probe();
        Description = $"{signature.Describe()}, {Length:N0} values, for pictures of {input.Width} x {input.Height}";
    }

    public string Description { get; }

    public int Length { get; }

    public bool TakesOneByOne => (_signature.Batch ?? 1) == 1;

    /// <summary>What it takes.</summary>
    public EncoderInput Input => _input;

    /// <summary>The value that is the features.</summary>
    public string Output => _signature.Output;

    /// <summary>How it lies.</summary>
    public FeatureLayout Layout { get; private set; }

    /// <param name="source">The model.</param>
    /// <param name="width">Of pictures where the model leaves it open.</param>
    /// <param name="height">Of pictures where the model leaves it open.</param>
    /// <exception cref="EncoderException">It is no model, or none that takes pictures.</exception>
    public static OnnxEncoder Open(FeatureSource source, int width, int height) => Open(source, source.ReadModel, width, height);

    /// <param name="source">What the user named.</param>
    /// <param name="read">Gives the bytes of the model.</param>
    /// <param name="width">Of pictures where the model leaves it open.</param>
    /// <param name="height">Of pictures where the model leaves it open.</param>
    /// <exception cref="EncoderException">It is no model, or none that takes pictures.</exception>
    public static OnnxEncoder Open(FeatureSource source, Func<byte[]> read, int width, int height)
    {
        var name = Printable.Text(source.Path);
        var session = OpenSession(source, read, name, out var signature);
        try
        {
            return new OnnxEncoder(session, signature, signature.InputFor(source, width, height), name);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Opens the model without running it.</summary>
    /// <returns>What the features will be.</returns>
    /// <exception cref="EncoderException">It is no model, or none that takes pictures.</exception>
    public static string Check(FeatureSource source)
    {
        using var session = OpenSession(source, source.ReadModel, Printable.Text(source.Path), out var signature);
        return signature.Describe();
    }

    /// <summary>Opens the model without running it.</summary>
    /// <returns>The names of its outputs, in its order.</returns>
    /// <exception cref="EncoderException">It is no model, or none that takes pictures.</exception>
    public static IReadOnlyList<string> OutputNames(FeatureSource source)
    {
        using var session = OpenSession(source, source.ReadModel, Printable.Text(source.Path), out _);
        return [.. session.OutputNames];
    }

    public void Encode(IReadOnlyList<PixelBuffer> pictures, Span<float> features, CancellationToken cancellationToken)
    {
        var together = _signature.Batch ?? 1;
        for (var first = 0; first < pictures.Count; first += together)
        {
            var count = Math.Min(together, pictures.Count - first);
            var values = new float[together * _input.Length];
            for (var i = 0; i < count; i++)
                _input.Write(pictures[first + i], values.AsSpan(i * _input.Length, _input.Length));

            Run(values, together, count, features.Slice(first * Length, count * Length), cancellationToken);
        }
    }

    public void Dispose() => _session.Dispose();

    private static InferenceSession OpenSession(FeatureSource source, Func<byte[]> read, string name, out OnnxSignature signature)
    {
        InferenceSession? session = null;
        try
        {
            var model = read();
            session = new InferenceSession(model, Options());
            if (source.Layer is { } layer && !session.OutputMetadata.ContainsKey(layer))
                session = WithOutput(session, model, layer, name);

            signature = OnnxSignature.Of(session, source.Layer, name);
            return session;
        }
        catch (Exception error)
        {
            session?.Dispose();
            if (error is TypeInitializationException or DllNotFoundException or BadImageFormatException)
                throw new BackendUnavailableException($"ONNX Runtime does not load: {Reason(error.InnerException ?? error)} Reinstall DatasetGuard for this platform.", error);
            if (error is OnnxRuntimeException or IOException or UnauthorizedAccessException)
                throw new EncoderException($"The model '{name}' cannot be opened: {Reason(error)} Give an ONNX model in one file, exported again if this one is damaged.", error);

            throw;
        }
    }

    private static InferenceSession WithOutput(InferenceSession session, byte[] model, string layer, string name)
    {
        var outputs = session.OutputNames.Select(Printable.Text).ToArray();
        session.Dispose();
        try
        {
            return new InferenceSession(OnnxOutputs.Add(model, layer), Options());
        }
        catch (OnnxRuntimeException error)
        {
            throw new EncoderException($"The model '{name}' has no value '{Printable.Text(layer)}'.{Suggestion.For(layer, outputs)} Its outputs: {string.Join(", ", outputs)}. Set features.layer to one of them, or to the name of an inner value.", error);
        }
    }

    private static SessionOptions Options()
    {
        // Builds for Windows would report to their maker.
        OrtEnv.Instance().DisableTelemetryEvents();
        var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }

    /// <summary>Runs one black picture: a layer may only tell its size then.</summary>
    private int Probe()
    {
        var together = _signature.Batch ?? 1;
        using var outputs = Run(new float[together * _input.Length], together, default);
        var shape = ShapeOf(outputs[0], together);
        var length = FeaturePooling.LengthOf(shape, _input.IsInterleaved);
        Layout = shape.Length switch
        {
            3 => FeatureLayout.Tokens,
            4 => _input.IsInterleaved ? FeatureLayout.ChannelsLast : FeatureLayout.ChannelsFirst,
            _ => FeatureLayout.Vector,
        };
        return length is >= 1 and <= FeaturePooling.MaxLength
            ? length.Value
            : throw new EncoderException($"The output '{Printable.Text(_signature.Output)}' of the model '{_name}' has the shape {string.Join(" x ", shape)}: features are one to {FeaturePooling.MaxLength:N0} values a picture, maps and tokens averaged. Set features.layer to such an output.");
    }

    private void Run(float[] values, int together, int count, Span<float> features, CancellationToken cancellationToken)
    {
        using var outputs = Run(values, together, cancellationToken);
        var shape = ShapeOf(outputs[0], together);
        if (FeaturePooling.LengthOf(shape, _input.IsInterleaved) != Length)
            throw new EncoderException($"The model '{_name}' gives vectors of different lengths. Export it with a fixed picture size.");

        var result = outputs[0].GetTensorDataAsSpan<float>();
        var length = result.Length / together;
        for (var i = 0; i < count; i++)
            FeaturePooling.Pool(result.Slice(i * length, length), shape.Length == 4 && !_input.IsInterleaved, features.Slice(i * Length, Length));
    }

    private IDisposableReadOnlyCollection<OrtValue> Run(float[] values, int together, CancellationToken cancellationToken)
    {
        using var options = new RunOptions();
        using var cancelling = cancellationToken.Register(() => options.Terminate = true);
        using var input = OrtValue.CreateTensorValueFromMemory(values, _input.Shape(together));
        try
        {
            return _session.Run(options, [_signature.Input], [input], [_signature.Output]);
        }
        catch (OnnxRuntimeException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new EncoderException($"The model '{_name}' fails on pictures of {_input.Width} x {_input.Height}: {Reason(error)} Export it with the picture size that it was trained with.", error);
        }
    }

    private static long[] ShapeOf(OrtValue output, int together)
    {
        var shape = output.GetTensorTypeAndShape().Shape;
        return shape.Length == 1 && together == 1 ? [1, shape[0]] : shape;
    }

    private static string Reason(Exception error)
    {
        var line = Printable.Text(error.Message.Split('\n')[0].Trim());
        return line.EndsWith('.') ? line : $"{line}.";
    }
}
