using System.Security.Cryptography;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features.Encoders;
using DatasetGuard.Learning.Encoders;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Tests;

namespace DatasetGuard.Detection.Tests.Features.Encoders;

public sealed class CheckpointEncoderTests : IDisposable
{
    private const int Side = 8;

    private static readonly PixelBuffer Ramp = Draw(Side, 3);
    private readonly TempFolder _folder = new();
    private readonly ConvNetwork _network;

    public CheckpointEncoderTests()
    {
        LibTorch.EnsureLoaded();
        _network = new ConvNetwork(new NetworkShape(3, true, [new(4, true), new(6, false)], 2), seed: 1);
        var description = new ModelDescription { Shape = _network.Shape, Height = Side, Width = Side, Classes = ["cat", "dog"], DatasetRoot = "data", DatasetDigest = "", Seed = 1 };
        using (var weights = File.Create(_folder[ModelJson.WeightsName]))
            SafeTensorsWriter.Write(weights, TrainedModel.TensorsOf(_network), new Dictionary<string, string>());
        using var json = File.Create(_folder[ModelJson.FileName]);
        ModelJson.Write(description, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder[ModelJson.WeightsName]))), json);
    }

    public void Dispose()
    {
        _network.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_features_are_what_the_network_has_before_its_logits()
    {
        using var encoder = EncoderFiles.Open(Source(), 32, 32);
        var features = new float[2 * encoder.Length];

        encoder.Encode([new PixelBuffer(Side, Side, 3), Ramp], features, TestContext.Current.CancellationToken);

        var images = new ByteImages(1, Side, Side, 3);
        Ramp.Pixels.CopyTo(images[0]);
        float[] expected = [];
        _network.Evaluate(images, (_, values, _) => expected = values.ToArray(), TestContext.Current.CancellationToken);
        encoder.Length.Should().Be(12);
        features[12..].Should().Equal(expected, (a, b) => Math.Abs(a - b) < 1e-4f).And.Contain(value => value > 0);
        EncoderFiles.Check(Source()).Should().Be("the output 'features', 12 values, for pictures of 8 x 8");
    }

    [Fact]
    public void Pictures_of_another_size_or_without_colour_are_fitted()
    {
        using var encoder = EncoderFiles.Open(Source(), 32, 32);
        var features = new float[4 * encoder.Length];

        encoder.Encode([Draw(2 * Side, 1), Draw(2 * Side, 3), Draw(Side / 2, 3), Draw(Side, 1)], features, TestContext.Current.CancellationToken);

        features[..12].Should().Equal(features[12..24], "a gray picture is one whose channels are equal");
        features[24..36].Should().NotEqual(features[36..]).And.Contain(value => value > 0);
    }

    [Fact]
    public void What_is_known_of_the_model_is_not_asked_for()
    {
        ErrorOf(Source() with { Layer = "features" }).Should().Contain("Leave the layer out");
        ErrorOf(Source() with { Mean = [0.5] }).Should().Contain("Leave them out");
        ErrorOf(Source() with { Deviation = [0.2, 0.2, 0.2] }).Should().Contain("Leave them out");
    }

    [Fact]
    public void A_model_that_is_not_what_was_checked_is_refused()
    {
        var source = Source();
        File.AppendAllText(source.Path, "\n");
        ErrorOf(source).Should().Contain("has changed");

        File.AppendAllText(_folder[ModelJson.WeightsName], "x");
        ErrorOf(Source()).Should().Contain("is not the file that model.json describes");
    }

    private FeatureSource Source() => FeatureSource.Of(_folder[ModelJson.FileName]);

    private static string ErrorOf(FeatureSource source)
    {
        var open = () => EncoderFiles.Open(source, 32, 32);

        return open.Should().Throw<EncoderException>().Which.Message;
    }

    /// <summary>All channels alike.</summary>
    private static PixelBuffer Draw(int side, int channels) =>
        new(side, side, channels, [.. Enumerable.Range(0, side * side * channels).Select(i => (byte)(i / channels * 255 / (side * side)))]);
}
