using DatasetGuard.Core.Caching;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features.Encoders;
using DatasetGuard.Learning.Encoders;
using DatasetGuard.Tests;

namespace DatasetGuard.Detection.Tests.Features.Encoders;

public sealed class RememberingEncoderTests : IDisposable
{
    private static readonly FeatureSource Model = new("encoder.onnx", new string('a', 64));
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_model_is_asked_about_new_pictures_only()
    {
        Encode(Model, Gray(1), Gray(2)).Asked.Should().Equal(1, 2);

        var (asked, features) = Encode(Model, Gray(3), Gray(1), Gray(2));

        asked.Should().Equal(3);
        features.Should().Equal(3, 0.5f, 1, 0.5f, 2, 0.5f);
    }

    [Fact]
    public void Another_model_another_scale_and_another_size_are_asked_anew()
    {
        Encode(Model, Gray(1));

        Encode(Model with { Digest = new string('b', 64) }, Gray(1)).Asked.Should().Equal(1);
        Encode(Model with { Layer = "other" }, Gray(1)).Asked.Should().Equal(1);
        Encode(Model with { Mean = [0.1] }, Gray(1)).Asked.Should().Equal(1);
        Encode(Model with { Deviation = [0.1] }, Gray(1)).Asked.Should().Equal(1);
        Encode(Model, new PixelBuffer(1, 4, 1, [1, 1, 1, 1])).Asked.Should().Equal(1);
        Encode(Model, Gray(1)).Asked.Should().BeEmpty();
    }

    [Fact]
    public void A_model_whose_vectors_depend_on_what_goes_with_them_is_not_remembered()
    {
        using var cache = ScanCache.Open(_folder.Path, TimeProvider.System);
        using var encoder = new Counting { TakesOneByOne = false };

        RememberingEncoder.Of(encoder, Model, cache).Should().BeSameAs(encoder);
        RememberingEncoder.Of(new Counting(), Model, null).Should().BeOfType<Counting>();
    }

    /// <summary>A scan of its own.</summary>
    private (List<int> Asked, float[] Features) Encode(FeatureSource source, params PixelBuffer[] pictures)
    {
        using var cache = ScanCache.Open(_folder.Path, TimeProvider.System);
        var counting = new Counting();
        using var encoder = RememberingEncoder.Of(counting, source, cache);
        var features = new float[pictures.Length * encoder.Length];
        encoder.Encode(pictures, features, TestContext.Current.CancellationToken);
        cache.Commit();
        return (counting.Asked, features);
    }

    private static PixelBuffer Gray(byte value) => new(2, 2, 1, [value, value, value, value]);

    /// <summary>Gives the first pixel, and a half.</summary>
    private sealed class Counting : IEncoder
    {
        public List<int> Asked { get; } = [];

        public string Description => "pixels";

        public int Length => 2;

        public bool TakesOneByOne { get; init; } = true;

        public void Encode(IReadOnlyList<PixelBuffer> pictures, Span<float> features, CancellationToken cancellationToken)
        {
            for (var i = 0; i < pictures.Count; i++)
            {
                Asked.Add(pictures[i].Pixels[0]);
                (features[2 * i], features[(2 * i) + 1]) = (pictures[i].Pixels[0], 0.5f);
            }
        }

        public void Dispose()
        {
        }
    }
}
