using System.Runtime.InteropServices;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Networks;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Screening;

/// <summary><c>autoencoder.onnx</c>: the autoencoder for other programs, to stand in front of a model. Pictures go in as 32-bit numbers from 0 to 1, and come out alike.</summary>
public static class OnnxAutoencoder
{
    public const string FileName = "autoencoder.onnx";

    private const float ByteRange = 255;

    private static readonly long[] Kernel = [3, 3];
    private static readonly long[] Around = [1, 1, 1, 1];
    private static readonly long[] Two = [2, 2];

    /// <param name="autoencoder">Is not trained meanwhile.</param>
    /// <param name="width">Of the pictures.</param>
    /// <param name="height">Of the pictures.</param>
    /// <param name="channels">Of the pictures.</param>
    /// <param name="output">Where it goes.</param>
    public static void Write(Autoencoder autoencoder, int width, int height, int channels, Stream output)
    {
        var graph = new OnnxGraph();
        graph.Input("images", channels, height, width);
        foreach (var (i, (weight, bias)) in autoencoder.Layers.Index())
        {
            graph.Constant($"{i}.weight", weight.shape, Values(weight));
            graph.Constant($"{i}.bias", bias.shape, Values(bias));
        }

        var x = graph.Node("Mul", ["images", graph.Constant("input.scale", [], [ByteRange * ByteImages.Scale])], "scaled");
        x = graph.Node("Sub", [x, graph.Constant("input.centre", [], [ByteImages.Centre * ByteImages.Scale])], "normalised");
        x = Halved(graph, Relu(graph, x, 0), 0);
        x = Halved(graph, Relu(graph, x, 1), 1);
        graph.Constant("first", [0]);
        graph.Constant("plane", [2]);
        x = Relu(graph, Enlarged(graph, x, width / 2, height / 2, 2), 2);
        x = Relu(graph, Enlarged(graph, x, width, height, 3), 3);
        x = graph.Node("Add", [Convolved(graph, x, 4), "input.centre"], "shifted");
        x = graph.Node("Div", [x, "input.scale"], "drawn");
        graph.Node("Clip", [x, graph.Constant("black", [], [0]), graph.Constant("white", [], [1])], "restored");
        graph.Output("restored", channels, height, width);
        graph.Write(OnnxModel.Producer, new Dictionary<string, string>(), output);
    }

    private static string Convolved(OnnxGraph graph, string x, int layer) =>
        graph.Node("Conv", [x, $"{layer}.weight", $"{layer}.bias"], $"{layer}.conv", ("kernel_shape", Kernel), ("pads", Around));

    private static string Relu(OnnxGraph graph, string x, int layer) => graph.Node("Relu", [Convolved(graph, x, layer)], $"{layer}.relu");

    private static string Halved(OnnxGraph graph, string x, int layer) => graph.Node("MaxPool", [x], $"{layer}.pool", ("kernel_shape", Two), ("strides", Two));

    /// <summary>To the nearest pixel, from the left and from above, to a size that need not be twice as large.</summary>
    private static string Enlarged(OnnxGraph graph, string x, int width, int height, int layer)
    {
        var head = graph.Node("Slice", [graph.Node("Shape", [x], $"{layer}.shape"), "first", "plane"], $"{layer}.head");
        var size = graph.Node("Concat", [head, graph.Constant($"{layer}.size", [height, width])], $"{layer}.sizes", ("axis", 0L));
        return graph.Node("Resize", [x, "", "", size], $"{layer}.large", ("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor"));
    }

    private static float[] Values(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes).ToArray();
}
