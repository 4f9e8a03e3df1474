using DatasetGuard.Core.Caching;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Encoders;

namespace DatasetGuard.Detection.Features.Encoders;

/// <summary>Asks a model only about pictures that it was not asked about before, by this scan or an earlier one.</summary>
internal sealed class RememberingEncoder : IEncoder
{
    private readonly IEncoder _encoder;
    private readonly VectorCache _known;

    private RememberingEncoder(IEncoder encoder, VectorCache known) => (_encoder, _known) = (encoder, known);

    public string Description => _encoder.Description;

    public int Length => _encoder.Length;

    public bool TakesOneByOne => true;

    /// <param name="encoder">Belongs to what is returned.</param>
    /// <param name="source">What it was opened from.</param>
    /// <param name="cache">Null for a scan that keeps nothing.</param>
    /// <returns>The encoder itself where its vectors are not those of single pictures.</returns>
    public static IEncoder Of(IEncoder encoder, FeatureSource source, ScanCache? cache) =>
        cache is not null && encoder.TakesOneByOne ? new RememberingEncoder(encoder, new VectorCache(cache, source, typeof(RememberingEncoder).Assembly)) : encoder;

    public void Encode(IReadOnlyList<PixelBuffer> pictures, Span<float> features, CancellationToken cancellationToken)
    {
        for (var i = 0; i < pictures.Count; i++)
        {
            var vector = features.Slice(i * Length, Length);
            if (_known.TryFind(pictures[i], vector))
                continue;

            _encoder.Encode([pictures[i]], vector, cancellationToken);
            _known.Add(pictures[i], vector);
        }
    }

    public void Dispose() => _encoder.Dispose();
}
