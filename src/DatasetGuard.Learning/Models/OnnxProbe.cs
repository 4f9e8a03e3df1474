using DatasetGuard.Learning.Encoders;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Models;

/// <summary>A linear probe for other programs: alone as <c>probe.onnx</c>, from features to logits, and behind its encoder as <c>model.onnx</c>, from pictures to logits.</summary>
public static class OnnxProbe
{
    public const string FileName = "probe.onnx";

    private const string Features = "features";
    private const string Logits = "logits";

    private static readonly long[] TokensLast = [0, 2, 1];
    private static readonly long[] ChannelsSecond = [0, 3, 1, 2];

    /// <param name="model">What is described.</param>
    /// <param name="weights">Those of its network, by <see cref="TrainedModel.TensorsOf"/>.</param>
    /// <param name="output">Where it goes.</param>
    public static void Write(ModelDescription model, IReadOnlyList<SafeTensor> weights, Stream output)
    {
        var graph = new OnnxGraph();
        graph.Input(Features, model.Shape.Features);
        Add(graph, model.Shape, weights, Features, prefix: "");
        graph.Write(OnnxModel.Producer, OnnxModel.Metadata(model), output);
    }

    /// <summary>The encoder as it is, with the probe behind it. Pictures go in as the encoder takes them; the only output is the logits.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="model">What is described.</param>
    /// <param name="weights">As of <see cref="Write"/>.</param>
    /// <param name="output">Where it goes.</param>
    /// <exception cref="InvalidDataException">The encoder's graph is none.</exception>
    public static void WriteWhole(ProbeEncoder encoder, ModelDescription model, IReadOnlyList<SafeTensor> weights, Stream output)
    {
        var graph = new OnnxGraph();
        var prefix = FreePrefix(encoder.Graph);
        Add(graph, model.Shape, weights, Pooled(graph, encoder, model.Shape.Features, prefix), prefix);
        graph.WriteBehind(encoder.Graph, OnnxModel.Metadata(model), output);
    }

    private static void Add(OnnxGraph graph, NetworkShape shape, IReadOnlyList<SafeTensor> weights, string x, string prefix)
    {
        foreach (var tensor in weights)
            graph.Constant(prefix + tensor.Name, tensor.Shape, tensor.Values);

        x = shape.Normalisation == Normalisation.Group ? OwnScale(graph, x, shape.Features, prefix) : Scaled(graph, x, prefix);
        graph.Node("Gemm", [x, $"{prefix}head.weight", $"{prefix}head.bias"], prefix + Logits, ("transB", 1L));
        graph.Output(prefix + Logits, shape.Classes);
    }

    private static string Scaled(OnnxGraph graph, string x, string prefix) =>
        graph.Node("Mul", [graph.Node("Sub", [x, $"{prefix}scale.mean"], $"{prefix}centred"), $"{prefix}scale.factor"], $"{prefix}scaled");

    /// <summary>The vector laid out as one channel, which is normalised by itself.</summary>
    private static string OwnScale(OnnxGraph graph, string x, int length, string prefix)
    {
        var channel = graph.Node("Reshape", [x, graph.Constant($"{prefix}channel.shape", [0, 1, -1])], $"{prefix}channel");
        var (one, zero) = (graph.Constant($"{prefix}one", [1], [1f]), graph.Constant($"{prefix}zero", [1], [0f]));
        var even = graph.Node("InstanceNormalization", [channel, one, zero], $"{prefix}even", ("epsilon", (float)VectorScale.Epsilon));
        return graph.Node("Reshape", [even, graph.Constant($"{prefix}scaled.shape", [-1, length])], $"{prefix}scaled");
    }

    /// <summary>As the encoder's values are pooled when it is asked, by operators that have been the same since the first sets of them.</summary>
    private static string Pooled(OnnxGraph graph, ProbeEncoder encoder, int length, string prefix)
    {
        var x = encoder.Record.Output;
        if (encoder.Layout is FeatureLayout.Tokens or FeatureLayout.ChannelsLast)
            x = graph.Node("Transpose", [x], $"{prefix}turned", ("perm", encoder.Layout == FeatureLayout.Tokens ? TokensLast : ChannelsSecond));
        if (encoder.Layout != FeatureLayout.Vector)
            x = graph.Node("GlobalAveragePool", [x], $"{prefix}pooled");

        return graph.Node("Reshape", [x, graph.Constant($"{prefix}features.shape", [-1, length])], $"{prefix}{Features}");
    }

    /// <summary>Begins the names of values as none of the encoder's begins.</summary>
    private static string FreePrefix(ReadOnlySpan<byte> graph)
    {
        var prefix = "probe";
        while (graph.IndexOf(System.Text.Encoding.UTF8.GetBytes($"{prefix}.")) >= 0)
            prefix += "_";

        return $"{prefix}.";
    }
}
