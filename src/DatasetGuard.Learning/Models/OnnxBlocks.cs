using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Models;

/// <summary>The blocks of a network as nodes of a graph, whose weights are constants of the graph by their names in the network.</summary>
internal sealed class OnnxBlocks
{
    private static readonly long[] Kernel = [3, 3];
    private static readonly long[] Around = [1, 1, 1, 1];
    private static readonly long[] Point = [1, 1];
    private static readonly long[] Two = [2, 2];

    private readonly OnnxGraph _graph;
    private readonly NetworkShape _shape;

    public OnnxBlocks(OnnxGraph graph, NetworkShape shape) => (_graph, _shape) = (graph, shape);

    /// <returns>The name of what comes out.</returns>
    public string Add(string x, int index)
    {
        var block = _shape.Blocks[index];
        var name = $"blocks.{index}";
        return block.IsResidual ? Residual(x, name, block, _shape.InputOf(index)) : Plain(x, name, block);
    }

    private string Plain(string x, string name, ConvBlock block)
    {
        x = _graph.Node("Conv", [x, $"{name}.conv.weight"], $"{name}.conv", ("kernel_shape", Kernel), ("pads", Around));
        x = _graph.Node("Relu", [Normalised(x, $"{name}.norm", block.Width)], $"{name}.relu");
        return block.HalvesSize ? _graph.Node("MaxPool", [x], $"{name}.pool", ("kernel_shape", Two), ("strides", Two)) : x;
    }

    private string Residual(string x, string name, ConvBlock block, int input)
    {
        var strides = block.HalvesSize ? Two : Point;
        var y = _graph.Node("Conv", [x, $"{name}.conv1.weight"], $"{name}.conv1", ("kernel_shape", Kernel), ("pads", Around), ("strides", strides));
        y = _graph.Node("Relu", [Normalised(y, $"{name}.norm1", block.Width)], $"{name}.relu1");
        y = _graph.Node("Conv", [y, $"{name}.conv2.weight"], $"{name}.conv2", ("kernel_shape", Kernel), ("pads", Around));
        y = Normalised(y, $"{name}.norm2", block.Width);
        if (block.HasProjection(input))
        {
            x = _graph.Node("Conv", [x, $"{name}.shortcut.conv.weight"], $"{name}.shortcut.conv", ("kernel_shape", Point), ("strides", strides));
            x = Normalised(x, $"{name}.shortcut.norm", block.Width);
        }

        return _graph.Node("Relu", [_graph.Node("Add", [y, x], $"{name}.sum")], $"{name}.relu2");
    }

    private string Normalised(string x, string name, int width) => _shape.Normalisation == Normalisation.Batch
        ? _graph.Node("BatchNormalization", [x, $"{name}.weight", $"{name}.bias", $"{name}.running_mean", $"{name}.running_var"], name, ("epsilon", (float)NormLayer.Epsilon))
        : Grouped(x, name, width);

    /// <summary>This set of operators has no normalisation of groups, but one of single channels: a group is laid out as one channel.</summary>
    private string Grouped(string x, string name, int width)
    {
        var groups = NormLayer.Groups(width);
        var flat = _graph.Node("Reshape", [x, _graph.Constant($"{name}.groups", [0, groups, -1])], $"{name}.flat");
        var ones = _graph.Constant($"{name}.ones", [groups], [.. Enumerable.Repeat(1f, groups)]);
        var zeros = _graph.Constant($"{name}.zeros", [groups], new float[groups]);
        var even = _graph.Node("InstanceNormalization", [flat, ones, zeros], $"{name}.even", ("epsilon", (float)NormLayer.Epsilon));
        var back = _graph.Node("Reshape", [even, _graph.Node("Shape", [x], $"{name}.shape")], $"{name}.back");
        var perChannel = _graph.Constant($"{name}.channels", [width, 1, 1]);
        var gained = _graph.Node("Mul", [back, _graph.Node("Reshape", [$"{name}.weight", perChannel], $"{name}.gain")], $"{name}.gained");
        return _graph.Node("Add", [gained, _graph.Node("Reshape", [$"{name}.bias", perChannel], $"{name}.shift")], name);
    }
}
