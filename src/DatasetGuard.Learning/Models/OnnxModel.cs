using System.Text.Json;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Models;

/// <summary><c>model.onnx</c>: the network for other programs. Pictures go in as 32-bit numbers from 0 to 1; logits and features come out.</summary>
public static class OnnxModel
{
    public const string FileName = "model.onnx";

    internal static readonly string Producer = $"datasetguard {Scanner.ToolVersion}";

    private const float ByteRange = 255;
    private static readonly long[] Kernel = [3, 3];
    private static readonly long[] Around = [1, 1, 1, 1];
    private static readonly long[] Plane = [2, 3];

    /// <param name="model">What is described.</param>
    /// <param name="weights">Those of its network, by <see cref="TrainedModel.TensorsOf"/>.</param>
    /// <param name="output">Where it goes.</param>
    public static void Write(ModelDescription model, IReadOnlyList<SafeTensor> weights, Stream output)
    {
        var graph = new OnnxGraph();
        var shape = model.Shape;
        graph.Input("images", shape.Channels, model.Height, model.Width);
        foreach (var tensor in weights)
            graph.Constant(tensor.Name, tensor.Shape, tensor.Values);

        var x = Normalised(graph);
        if (shape.HasHighPass)
            x = graph.Node("Concat", [x, HighPass(graph, x, shape.Channels)], "seen", ("axis", 1L));

        var blocks = new OnnxBlocks(graph, shape);
        for (var i = 0; i < shape.Blocks.Count; i++)
            x = blocks.Add(x, i);

        Pool(graph, x, shape.HasMaximum);
        graph.Node("Gemm", ["features", "head.weight", "head.bias"], "logits", ("transB", 1L));
        graph.Output("logits", shape.Classes);
        graph.Output("features", shape.Features);
        graph.Write(Producer, Metadata(model), output);
    }

    internal static Dictionary<string, string> Metadata(ModelDescription model) => new() { ["classes"] = JsonSerializer.Serialize(model.Classes) };

    private static void Pool(OnnxGraph graph, string x, bool hasMaximum)
    {
        var mean = graph.Node("ReduceMean", [x], hasMaximum ? "mean" : "features", ("axes", Plane), ("keepdims", 0L));
        if (hasMaximum)
            graph.Node("Concat", [mean, graph.Node("ReduceMax", [x], "max", ("axes", Plane), ("keepdims", 0L))], "features", ("axis", 1L));
    }

    /// <summary>As <see cref="ByteImages"/> does it, but from 0 to 1: (255 x - centre) scale.</summary>
    private static string Normalised(OnnxGraph graph)
    {
        var scaled = graph.Node("Mul", ["images", graph.Constant("input.scale", [], [ByteRange * ByteImages.Scale])], "scaled");
        return graph.Node("Sub", [scaled, graph.Constant("input.centre", [], [ByteImages.Centre * ByteImages.Scale])], "normalised");
    }

    private static string HighPass(OnnxGraph graph, string x, int channels)
    {
        var kernel = graph.Constant("highpass", [channels, 1, 3, 3], ConvNetwork.HighPassWeights(channels));
        return graph.Node("Conv", [x, kernel], "residual", ("kernel_shape", Kernel), ("pads", Around), ("group", (long)channels));
    }
}
