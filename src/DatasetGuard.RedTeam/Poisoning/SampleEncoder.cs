using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.RedTeam.Attacks;
using DatasetGuard.RedTeam.Encoders;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.RedTeam.Poisoning;

/// <summary>Decodes samples, poisons them where that is wanted, and encodes them as they were. Not for use from two threads at once.</summary>
internal sealed class SampleEncoder(SourceDataset source, Attack attack)
{
    private readonly SampleDecoder _decoder = new(source.Limits, new ByteBudget(source.Limits.PixelMemory));

    /// <summary>The sample with the attack applied, in the form it has: pixels stay pixels, files become files as <see cref="Encode"/> says.</summary>
    /// <returns>Null where the image cannot be decoded.</returns>
    public SampleContent? Poison(RawSample sample, TriggerSplit split, CancellationToken cancellationToken)
    {
        if (sample.Content is not SampleContent.Raw raw)
            return Encode(sample, split, isPng: false, cancellationToken) is { } file ? new SampleContent.InMemory(file.Bytes) : null;

        var pixels = raw.Pixels.Clone();
        attack.Apply(pixels, new TriggerDraw(sample.Id, split));
        return new SampleContent.Raw(pixels);
    }

    /// <summary>A JPEG file stays one, with the settings of the file as near as they can be repeated; everything else becomes PNG.</summary>
    /// <param name="sample">From the source.</param>
    /// <param name="split">From where the trigger is drawn; null to leave the pixels as they are.</param>
    /// <param name="isPng">PNG in any case.</param>
    /// <param name="cancellationToken">Ends the wait for an overdue decode.</param>
    /// <returns>Null where the image cannot be decoded.</returns>
    public EncodedSample? Encode(RawSample sample, TriggerSplit? split, bool isPng, CancellationToken cancellationToken)
    {
        var content = source.ReadBytes(sample.Content) ?? sample.Content;
        EncodedSample? encoded = null;
        _decoder.Decode(
            sample with { Content = content },
            (pixels, facts) =>
            {
                var parameters = split is { } drawn ? attack.Apply(pixels, new TriggerDraw(sample.Id, drawn)) : "";
                encoded = isPng || facts.Format != "jpeg" || content is not SampleContent.InMemory file
                    ? new EncodedSample(ImageEncoder.EncodePng(pixels), IsPng: true, parameters)
                    : new EncodedSample(JpegEncoder.EncodeLike(file.Bytes.ToArray(), pixels), IsPng: false, parameters);
            },
            cancellationToken);
        return encoded;
    }
}

/// <param name="Bytes">The file.</param>
/// <param name="IsPng">Else it is JPEG.</param>
/// <param name="Parameters">What the attack drew for it; empty without one.</param>
internal sealed record EncodedSample(byte[] Bytes, bool IsPng, string Parameters);
