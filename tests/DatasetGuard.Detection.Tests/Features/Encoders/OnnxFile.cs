using System.Runtime.InteropServices;
using System.Text;

namespace DatasetGuard.Detection.Tests.Features.Encoders;

/// <summary>Writes small ONNX models: the messages of onnx.proto, with the numbers of their fields.</summary>
internal sealed class OnnxFile
{
    private const int Float = 1;

    private readonly List<byte> _graph = [];

    /// <param name="name">Of the input.</param>
    /// <param name="sides">Negative ones are left open.</param>
    /// <param name="type">Number of the element type; float unless given.</param>
    public OnnxFile Input(string name, int[] sides, int type = Float) => Add(11, Value(name, sides, type));

    public OnnxFile Output(string name, params int[] sides) => Add(12, Value(name, sides, Float));

    public OnnxFile Weights(string name, long[] sides, float[] values) =>
        Add(5, [.. sides.SelectMany(side => Number(1, side)), .. Number(2, Float), .. Text(8, name), .. Bytes(9, MemoryMarshal.AsBytes(values.AsSpan()).ToArray())]);

    /// <summary>Whole numbers, as operators take axes and shapes.</summary>
    public OnnxFile Axes(string name, params long[] values) => Add(5, [.. Number(1, values.Length), .. Number(2, 7), .. values.SelectMany(value => Number(7, value)), .. Text(8, name)]);

    /// <summary>One weight that stands in another file.</summary>
    public OnnxFile External(string name, string location) =>
        Add(5, [.. Number(1, 1), .. Number(2, Float), .. Text(8, name), .. Bytes(13, [.. Text(1, "location"), .. Text(2, location)]), .. Number(14, 1)]);

    public OnnxFile Node(string type, string[] inputs, string output, params (string Name, long[] Values)[] attributes) =>
        Add(1, [.. inputs.SelectMany(input => Text(1, input)), .. Text(2, output), .. Text(4, type), .. attributes.SelectMany(attribute => Bytes(5, Attribute(attribute.Name, attribute.Values)))]);

    public byte[] ToArray() => [.. Number(1, 8), .. Bytes(7, [.. Text(2, "test"), .. _graph]), .. Bytes(8, Number(2, 13))];

    private OnnxFile Add(int field, byte[] message)
    {
        _graph.AddRange(Bytes(field, message));
        return this;
    }

    private static byte[] Value(string name, int[] sides, int type)
    {
        byte[] shape = [.. sides.Select((side, i) => side < 0 ? Text(2, $"side{i}") : Number(1, side)).SelectMany(side => Bytes(1, side))];
        return [.. Text(1, name), .. Bytes(2, Bytes(1, [.. Number(1, type), .. Bytes(2, shape)]))];
    }

    /// <summary>A single value is an INT, several are INTS.</summary>
    private static byte[] Attribute(string name, long[] values) => values.Length == 1 && name is "to" or "keepdims" or "transB"
        ? [.. Text(1, name), .. Number(3, values[0]), .. Number(20, 2)]
        : [.. Text(1, name), .. values.SelectMany(value => Number(8, value)), .. Number(20, 7)];

    private static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(int field, byte[] content) => [.. Varint((field << 3) | 2), .. Varint(content.Length), .. content];

    private static byte[] Number(int field, long value) => [.. Varint(field << 3), .. Varint(value)];

    private static List<byte> Varint(long value)
    {
        var bytes = new List<byte>();
        for (; value >= 128; value >>= 7)
            bytes.Add((byte)((value & 127) | 128));

        bytes.Add((byte)value);
        return bytes;
    }
}
