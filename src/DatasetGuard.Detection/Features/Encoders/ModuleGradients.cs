using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Encoders;
using DatasetGuard.Learning.Networks;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Detection.Features.Encoders;

/// <summary>The slope of a TorchScript module whose values are taken for the logits of a classifier.</summary>
/// <param name="module">Belongs to it.</param>
/// <param name="digest">Of its file.</param>
internal sealed class ModuleGradients(TorchScriptEncoder module, string digest) : IDifferentiable
{
    private readonly EncoderInput _input = module.Input;

    public string Description => EncoderClassifier.Describe("a TorchScript module", _input);

    public string Digest => digest;

    public int Outputs => module.Length;

    public (float Scale, float Offset) InputOf(int channel)
    {
        var (scale, offset) = _input.ScaleOf(channel);
        return (byte.MaxValue * scale, offset);
    }

    public ByteImages Load(ViewStore views, IReadOnlyList<Sample> samples, CancellationToken cancellationToken)
    {
        var images = new ByteImages(samples.Count, _input.Height, _input.Width, _input.Channels);
        var all = views.WithChannels(_input.Channels);
        for (var i = 0; i < samples.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _input.Resize(all.Read(samples[i]).Whole).Pixels.CopyTo(images[i]);
        }

        return images;
    }

    public Tensor Logits(Tensor pictures)
    {
        try
        {
            var logits = module.Call(pictures.contiguous());
            return logits.dim() == 2
                ? logits
                : throw new AuditException($"The module gives the shape {string.Join(" x ", logits.shape)}, and no row of logits a picture. Script one whose forward gives the logits.");
        }
        catch (EncoderException error)
        {
            throw new AuditException(error.Message, error);
        }
    }

    public void Dispose() => module.Dispose();
}
