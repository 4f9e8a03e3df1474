using System.Runtime.InteropServices;
using System.Text;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Detection.Features.Encoders;
using DatasetGuard.Detection.Tests.Features.Encoders;
using DatasetGuard.Learning.Encoders;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Training;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DatasetGuard.Detection.Tests.Models;

/// <summary>A linear probe for other programs, in the runtime of ONNX.</summary>
public sealed class OnnxProbeTests
{
    private const int Rows = 5;
    private const int Side = 6;

    public OnnxProbeTests() => LibTorch.EnsureLoaded();

    [Theory]
    [InlineData(FeatureLayout.Vector, Normalisation.Batch)]
    [InlineData(FeatureLayout.Vector, Normalisation.Group)]
    [InlineData(FeatureLayout.Tokens, Normalisation.Batch)]
    [InlineData(FeatureLayout.ChannelsFirst, Normalisation.Batch)]
    [InlineData(FeatureLayout.ChannelsFirst, Normalisation.Group)]
    [InlineData(FeatureLayout.ChannelsLast, Normalisation.Batch)]
    public void ONNX_Runtime_answers_as_the_probe_does_behind_its_encoder_and_alone(FeatureLayout layout, Normalisation normalisation)
    {
        using var file = new ModelFile(Encoder(layout));
        var (encoder, graph) = ProbeEncoders.Open(file.Source, Side, Side);
        using var opened = encoder;
        using var network = Trained(encoder.Length, normalisation);
        var pictures = Pictures();
        var features = new FeatureMatrix(Rows, encoder.Length);
        encoder.Encode(pictures, features.Slice(0, Rows), default);

        var expected = NetworkJudge.Logits(network, features, [.. Enumerable.Range(0, Rows)], jobs: 1, default);
        var alone = Run(Written(output => OnnxProbe.Write(Describe(network.Shape), TrainedModel.TensorsOf(network), output)), features);
        var whole = Run(Written(output => OnnxProbe.WriteWhole(graph, Describe(network.Shape), TrainedModel.TensorsOf(network), output)), pictures, layout);

        graph.Layout.Should().Be(layout);
        expected.Max(Math.Abs).Should().BeGreaterThan(0.1f);
        alone.Should().HaveCount(expected.Length);
        alone.Zip(expected).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-4f);
        whole.Should().HaveCount(expected.Length);
        whole.Zip(expected).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-4f);
    }

    [Fact]
    public void Of_an_encoder_that_is_a_classifier_only_the_logits_of_the_probe_come_out()
    {
        // Its names are those that a probe would take, and it has classes of its own.
        var names = new OnnxFile().Input("images", [-1, 3, Side, Side]).Node("GlobalAveragePool", ["images"], "probe.features").Node("Flatten", ["probe.features"], "logits").Output("logits", -1, 3).Output("probe.features", -1, 3, 1, 1);
        byte[] metadata = [(14 << 3) | 2, 14, 10, 7, .. "classes"u8, 18, 3, .. "old"u8];
        using var file = new ModelFile([.. names.ToArray(), .. metadata]);
        var (encoder, graph) = ProbeEncoders.Open(file.Source, Side, Side);
        using var opened = encoder;
        using var network = Trained(encoder.Length, Normalisation.Batch);

        var whole = Written(output => OnnxProbe.WriteWhole(graph, Describe(network.Shape), TrainedModel.TensorsOf(network), output));

        using var session = new InferenceSession(whole);
        session.OutputNames.Should().Equal("probe_.logits");
        session.ModelMetadata.CustomMetadataMap["classes"].Should().Be("""["a","b"]""");
    }

    [Fact]
    public void What_cannot_be_put_into_one_model_with_a_probe_is_refused()
    {
        using var module = new ModelFile(TorchScriptFile.Write("    return torch.mean(x, [2, 3])"), "net.pt");
        using var array = new ModelFile([0x93, .. "NUMPY"u8, 1, 0, 70, 0, .. Encoding.ASCII.GetBytes("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1), }".PadRight(69) + "\n"), 0, 0, 0, 0], "features.npy");
        using var external = new ModelFile(new OnnxFile().Input("x", [-1, 3, Side, Side]).External("w", "../weights.bin").Node("Mul", ["x", "w"], "y").Output("y", -1, 3, Side, Side));

        Refusal(module).Should().Contain("is a TorchScript module").And.Contain("Export it as ONNX.");
        Refusal(array).Should().Contain("is an array of features").And.Contain("Give the encoder");
        Refusal(external).Should().Contain("cannot be opened").And.Contain("in one file");
    }

    private static string Refusal(ModelFile file)
    {
        var check = () => ProbeEncoders.Check(file.Source);
        return check.Should().Throw<EncoderException>().Which.Message;
    }

    private static ConvNetwork Trained(int length, Normalisation normalisation)
    {
        var network = new ConvNetwork(NetworkShape.Linear(length, classes: 2) with { Normalisation = normalisation }, seed: 1);
        var random = new Random(2);
        foreach (var (name, value) in network.State)
        {
            // As after training: means that are not 0, factors that are not 1.
            foreach (ref var number in MemoryMarshal.Cast<byte, float>(value.bytes))
                number = name == "scale.factor" ? 0.5f + random.NextSingle() : random.NextSingle() - 0.3f;
        }

        return network;
    }

    private static OnnxFile Encoder(FeatureLayout layout)
    {
        var file = new OnnxFile().Input("x", layout == FeatureLayout.ChannelsLast ? [-1, Side, Side, 3] : [-1, 3, Side, Side]);
        return layout switch
        {
            FeatureLayout.Vector => file.Node("AveragePool", ["x"], "pooled", ("kernel_shape", [3, 3]), ("strides", [3, 3])).Node("Flatten", ["pooled"], "features").Output("features", -1, 12),
            FeatureLayout.Tokens => file.Node("Transpose", ["x"], "turned", ("perm", [0, 2, 3, 1])).Node("ReduceMax", ["turned"], "features", ("axes", [1]), ("keepdims", [0])).Output("features", -1, Side, 3),
            FeatureLayout.ChannelsFirst => file.Node("Relu", ["x"], "features").Output("features", -1, 3, Side, Side),
            _ => file.Node("Relu", ["x"], "features").Output("features", -1, Side, Side, 3),
        };
    }

    private static PixelBuffer[] Pictures()
    {
        var random = new Random(3);
        PixelBuffer[] pictures = [.. Enumerable.Range(0, Rows).Select(_ => new PixelBuffer(Side, Side, 3))];
        Array.ForEach(pictures, picture => random.NextBytes(picture.Pixels));
        return pictures;
    }

    private static ModelDescription Describe(NetworkShape shape) => new() { Shape = shape, Height = Side, Width = Side, Classes = ["a", "b"], DatasetRoot = "", DatasetDigest = "", Seed = 1 };

    private static byte[] Written(Action<Stream> write)
    {
        using var file = new MemoryStream();
        write(file);
        return file.ToArray();
    }

    private static float[] Run(byte[] model, FeatureMatrix features) => Run(model, new DenseTensor<float>(features.Slice(0, Rows).ToArray(), [Rows, features.Columns]));

    private static float[] Run(byte[] model, PixelBuffer[] pictures, FeatureLayout layout)
    {
        var isLast = layout == FeatureLayout.ChannelsLast;
        var input = new DenseTensor<float>(isLast ? [Rows, Side, Side, 3] : [Rows, 3, Side, Side]);
        for (var i = 0; i < Rows; i++)
        {
            for (var at = 0; at < Side * Side * 3; at++)
            {
                var (channel, y, x) = (at % 3, at / 3 / Side, at / 3 % Side);
                input[isLast ? [i, y, x, channel] : [i, channel, y, x]] = pictures[i].Pixels[at] / 255f;
            }
        }

        return Run(model, input);
    }

    private static float[] Run(byte[] model, DenseTensor<float> input)
    {
        using var session = new InferenceSession(model);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor(session.InputNames[0], input)]);
        return [.. results.Single().AsEnumerable<float>()];
    }
}
