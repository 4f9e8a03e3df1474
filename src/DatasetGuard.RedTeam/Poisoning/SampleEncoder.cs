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

    /// <summary>A JPEG file stays one, with the settings of the file as near as they can be repeated; everything else becomes PNG.</summary>
    /// <param name="sample">From the source.</param>
    /// <param name="isChanged">Whether the attack is applied.</param>
    /// <param name="isPng">PNG in any case.</param>
    /// <param name="cancellationToken">Ends the wait for an overdue decode.</param>
    /// <returns>Null where the image cannot be decoded.</returns>
    /// <exception cref="DatasetException">An image that was chosen for its being decodable no longer is.</exception>
    public EncodedSample? Encode(RawSample sample, bool isChanged, bool isPng, CancellationToken cancellationToken)
    {
        var content = source.ReadBytes(sample.Content) ?? sample.Content;
        EncodedSample? encoded = null;
        _decoder.Decode(
            sample with { Content = content },
            (pixels, facts) =>
            {
                var parameters = isChanged ? attack.Apply(pixels, new TriggerDraw(sample.Id)) : "";
                encoded = isPng || facts.Format != "jpeg" || content is not SampleContent.InMemory file
                    ? new EncodedSample(ImageEncoder.EncodePng(pixels), IsPng: true, parameters)
                    : new EncodedSample(JpegEncoder.Encode(pixels, JpegSettings.Read(file.Bytes.Span)), IsPng: false, parameters);
            },
            cancellationToken);
        return encoded ?? (isChanged ? throw source.Changed() : null);
    }
}

/// <param name="Bytes">The file.</param>
/// <param name="IsPng">Else it is JPEG.</param>
/// <param name="Parameters">What the attack drew for it; empty without one.</param>
internal sealed record EncodedSample(byte[] Bytes, bool IsPng, string Parameters);
