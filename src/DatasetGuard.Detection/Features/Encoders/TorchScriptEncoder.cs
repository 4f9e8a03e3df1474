using System.Runtime.InteropServices;
using DatasetGuard.Core;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Encoders;
using DatasetGuard.Learning.Runtime;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Detection.Features.Encoders;

/// <summary>A TorchScript module whose <c>forward</c> takes pictures (N, C, H, W) and gives features. It is a program, and is run.</summary>
internal sealed class TorchScriptEncoder : IEncoder
{
    private readonly jit.ScriptModule _module;
    private readonly EncoderInput _input;
    private readonly string _name;

    private TorchScriptEncoder(jit.ScriptModule module, EncoderInput input, string name)
    {
        (_module, _input, _name) = (module, input, name);
        Length = Probe();
        Description = $"what the module gives, {Length:N0} values, for pictures of {input.Width} x {input.Height}";
    }

    public string Description { get; }

    public int Length { get; }

    public bool TakesOneByOne => true;

    /// <summary>What it takes.</summary>
    public EncoderInput Input => _input;

    /// <exception cref="EncoderException">It is no module, or none that takes pictures.</exception>
    public static TorchScriptEncoder Open(FeatureSource source, int width, int height, int channels = 3)
    {
        if (source.Layer is not null)
            throw new EncoderException("features.layer is for ONNX models: a TorchScript module has no names of layers. Script a module whose forward gives the features, and leave the layer out.");

        var name = Printable.Text(source.Path);
        var module = Load(source, name);
        try
        {
            return new TorchScriptEncoder(module, new EncoderInput(width, height, channels, IsInterleaved: false) { Mean = source.Mean, Deviation = source.Deviation }, name);
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    /// <summary>Loads the module without running it.</summary>
    /// <exception cref="EncoderException">It is no module.</exception>
    public static void Check(FeatureSource source) => Load(source, Printable.Text(source.Path)).Dispose();

    public void Encode(IReadOnlyList<PixelBuffer> pictures, Span<float> features, CancellationToken cancellationToken)
    {
        for (var i = 0; i < pictures.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Encode(pictures[i], features.Slice(i * Length, Length));
        }
    }

    private void Encode(PixelBuffer picture, Span<float> features)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        using var result = Run([picture]);
        if (FeaturePooling.LengthOf(result.shape, isInterleaved: false) != Length)
            throw new EncoderException($"The module '{_name}' gives vectors of different lengths. Script one that gives one vector a picture.");

        FeaturePooling.Pool(MemoryMarshal.Cast<byte, float>(result.bytes), result.dim() == 4, features);
    }

    public void Dispose() => _module.Dispose();

    private static jit.ScriptModule Load(FeatureSource source, string name)
    {
        LibTorch.EnsureLoaded();
        var copy = Path.GetTempFileName();
        try
        {
            // The library reads files only: a copy of the bytes that have the digest, which nobody changes in between.
            var bytes = source.ReadModel();
            if (TorchScriptArchive.Fault(bytes) is { } fault)
                throw new IOException(fault);

            File.WriteAllBytes(copy, bytes);
            var module = jit.load(copy);
            module.eval();
            return module;
        }
        catch (Exception error) when (error is ExternalException or IOException or UnauthorizedAccessException)
        {
            throw new EncoderException($"The module '{name}' cannot be loaded: {Reason(error)} Give a TorchScript module as torch.jit.save writes it, or an ONNX model.", error);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private int Probe()
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        var shape = Run([new PixelBuffer(_input.Width, _input.Height, _input.Channels)]).shape;
        var length = FeaturePooling.LengthOf(shape, isInterleaved: false);
        return length is >= 1 and <= FeaturePooling.MaxLength
            ? length.Value
            : throw new EncoderException($"The module '{_name}' gives the shape {string.Join(" x ", shape)}: features are one to {FeaturePooling.MaxLength:N0} values a picture, maps and tokens averaged.");
    }

    private Tensor Run(IReadOnlyList<PixelBuffer> pictures)
    {
        var input = zeros(_input.Shape(pictures.Count));
        var values = MemoryMarshal.Cast<byte, float>(input.bytes);
        for (var i = 0; i < pictures.Count; i++)
            _input.Write(pictures[i], values.Slice(i * _input.Length, _input.Length));

        return Call(input);
    }

    /// <summary>What the module gives for pictures of the shape and the scale of <see cref="Input"/>; a slope goes through it where the pictures have one.</summary>
    /// <exception cref="EncoderException">It fails, or gives no row a picture.</exception>
    internal Tensor Call(Tensor input)
    {
        try
        {
            var result = _module.call(input) as Tensor;
            return result is not null && result.dtype == ScalarType.Float32 && result.dim() > 1 && result.shape[0] == input.shape[0]
                ? result.contiguous()
                : throw new EncoderException($"The module '{_name}' gives something else than a float tensor with one row a picture. Script one whose forward gives such a tensor.");
        }
        catch (ExternalException error)
        {
            throw new EncoderException($"The module '{_name}' fails on pictures of {_input.Channels} x {_input.Height} x {_input.Width}: {Reason(error)} Script one that takes pictures (N, {_input.Channels}, H, W).", error);
        }
    }

    private static string Reason(Exception error)
    {
        var line = Printable.Text(error.Message.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? "");
        return line.EndsWith('.') ? line : $"{line}.";
    }
}
