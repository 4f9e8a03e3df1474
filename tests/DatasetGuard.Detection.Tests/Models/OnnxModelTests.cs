using System.Runtime.InteropServices;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Training;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DatasetGuard.Detection.Tests.Models;

/// <summary>The file that the training stage writes for other programs, in the runtime of ONNX.</summary>
public sealed class OnnxModelTests
{
    private const int Rows = 5;

    public OnnxModelTests() => LibTorch.EnsureLoaded();

    [Theory]
    [InlineData(3, false, 32, 32)]
    [InlineData(1, true, 28, 28)]
    [InlineData(3, true, 17, 30)]
    public void ONNX_Runtime_answers_as_the_network_does(int channels, bool hasHighPass, int height, int width) =>
        ShouldAnswerAlike(new NetworkShape(channels, hasHighPass, [new(8, true), new(12, true), new(16, false)], Classes: 4), height, width);

    [Theory]
    [InlineData(3, 32, 32)]
    [InlineData(1, 64, 45)]
    public void ONNX_Runtime_answers_as_a_ResNet_18_does(int channels, int height, int width) => ShouldAnswerAlike(NetworkShape.ResNet18(channels, classes: 4), height, width);

    [Fact]
    public void ONNX_Runtime_answers_as_a_network_with_normalised_groups_does()
    {
        var plain = new NetworkShape(3, HasHighPass: true, [new(8, true), new(12, false, IsResidual: true), new(18, true, IsResidual: true)], Classes: 4);

        ShouldAnswerAlike(plain with { Normalisation = Normalisation.Group }, 21, 30);
        ShouldAnswerAlike(plain with { Normalisation = Normalisation.Group, HasMaximum = false }, 30, 21);
    }

    private static void ShouldAnswerAlike(NetworkShape shape, int height, int width)
    {
        using var network = new ConvNetwork(shape, seed: 1);
        var random = new Random(2);
        foreach (var (name, value) in network.State.Where(part => part.Name.Contains("norm")))
        {
            // As after training: means that are not 0, deviations that are not 1.
            foreach (ref var number in MemoryMarshal.Cast<byte, float>(value.bytes))
                number = name.EndsWith("var", StringComparison.Ordinal) ? 0.2f + random.NextSingle() : random.NextSingle() - 0.3f;
        }

        var images = new ByteImages(Rows, height, width, shape.Channels);
        for (var i = 0; i < Rows; i++)
            random.NextBytes(images[i]);

        var (logits, features) = Run(network, images);

        var expected = NetworkJudge.Logits(network, images, [.. Enumerable.Range(0, Rows)], jobs: 1, default);
        logits.Should().HaveCount(Rows * 4);
        logits.Zip(expected).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-4f);
        expected.Max(Math.Abs).Should().BeGreaterThan(0.1f);
        features.Should().HaveCount(Rows * shape.Features).And.OnlyContain(value => value >= 0);
    }

    private static (float[] Logits, float[] Features) Run(ConvNetwork network, ByteImages images)
    {
        var description = new ModelDescription
        {
            Shape = network.Shape,
            Height = images.Height,
            Width = images.Width,
            Classes = ["a", "b", "ç", "\"d\""],
            DatasetRoot = "",
            DatasetDigest = "",
            Seed = 1,
        };
        using var file = new MemoryStream();
        OnnxModel.Write(description, TrainedModel.TensorsOf(network), file);
        using var session = new InferenceSession(file.ToArray());
        session.ModelMetadata.CustomMetadataMap["classes"].Should().Be("""["a","b","\u00E7","\u0022d\u0022"]""");
        var input = new DenseTensor<float>([images.Count, images.Channels, images.Height, images.Width]);
        for (var i = 0; i < images.Count; i++)
        {
            for (var at = 0; at < images.Length; at++)
                input[i, at % images.Channels, at / images.Channels / images.Width, at / images.Channels % images.Width] = images[i][at] / 255f;
        }

        using var results = session.Run([NamedOnnxValue.CreateFromTensor("images", input)]);
        return ([.. results.Single(result => result.Name == "logits").AsEnumerable<float>()], [.. results.Single(result => result.Name == "features").AsEnumerable<float>()]);
    }
}
