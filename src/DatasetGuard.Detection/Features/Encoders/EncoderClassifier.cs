using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Encoders;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Detection.Features.Encoders;

/// <summary>A model whose values are taken for the logits of a classifier.</summary>
internal sealed class EncoderClassifier : IClassifier
{
    /// <summary>So many pictures go through the model together, whatever the number of threads.</summary>
    private const int BatchSize = 32;

    private readonly IEncoder _encoder;

    /// <param name="encoder">Belongs to it.</param>
    /// <param name="kind">In a few words.</param>
    /// <param name="digest">Of its file.</param>
    /// <param name="input">What it takes.</param>
    /// <param name="geometry">Of the pictures that there are.</param>
    public EncoderClassifier(IEncoder encoder, string kind, string digest, EncoderInput input, ViewGeometry geometry)
    {
        _encoder = encoder;
        Digest = digest;
        Description = Describe(kind, input);
        Caveat = geometry.HasCrops && (input.Width > geometry.Width || input.Height > geometry.Height)
            ? $"The model takes pictures of {input.Width} x {input.Height}, and an audit keeps larger ones at {geometry.Width} x {geometry.Height}: it is asked about blurred copies, which it knows less well than what it was trained on. The exposure is understated."
            : null;
    }

    public string Description { get; }

    public string Digest { get; }

    public int Outputs => _encoder.Length;

    public string? Caveat { get; }

    public void Ask(ViewStore views, IReadOnlyList<Sample> samples, Span<float> logits, CancellationToken cancellationToken)
    {
        for (var first = 0; first < samples.Count; first += BatchSize)
            Ask([.. samples.Skip(first).Take(BatchSize).Select(sample => views.Read(sample).Whole)], logits[(first * Outputs)..], cancellationToken);
    }

    public ByteImages Load(ViewStore views, IReadOnlyList<Sample> samples, CancellationToken cancellationToken) =>
        PictureLayout.Whole(views.Geometry, int.MaxValue).Load(views, samples, cancellationToken);

    public void Ask(ByteImages pictures, Span<float> logits, CancellationToken cancellationToken)
    {
        for (var first = 0; first < pictures.Count; first += BatchSize)
            Ask([.. Enumerable.Range(first, Math.Min(BatchSize, pictures.Count - first)).Select(pictures.Picture)], logits[(first * Outputs)..], cancellationToken);
    }

    public void Dispose() => _encoder.Dispose();

    private void Ask(PixelBuffer[] pictures, Span<float> logits, CancellationToken cancellationToken)
    {
        try
        {
            _encoder.Encode(pictures, logits[..(pictures.Length * Outputs)], cancellationToken);
        }
        catch (EncoderException error)
        {
            throw new AuditException(error.Message, error);
        }
    }

    internal static string Describe(string kind, EncoderInput input) => $"{kind} for {input.Width} x {input.Height} {(input.Channels == 1 ? "gray" : "colour")} pictures";
}
