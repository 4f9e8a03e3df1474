using System.Text;

namespace DatasetGuard.Detection.Features.Encoders;

/// <summary>Makes an inner value of an ONNX model an output of it.</summary>
/// <remarks>
/// By the rules of protocol buffers two serialised messages one after the other are one message in which repeated fields are joined
/// (protobuf.dev, Encoding, "Last One Wins" and "Merge"), so that a ModelProto with nothing but graph.output goes behind the model.
/// Field numbers from onnx.proto: ModelProto.graph = 7, GraphProto.output = 12, ValueInfoProto.name = 1.
/// </remarks>
internal static class OnnxOutputs
{
    public static byte[] Add(byte[] model, string name)
    {
        var value = Field(1, Encoding.UTF8.GetBytes(name));
        return [.. model, .. Field(7, Field(12, value))];
    }

    private static byte[] Field(int number, byte[] content) => [(byte)((number << 3) | 2), .. Varint(content.Length), .. content];

    private static IEnumerable<byte> Varint(int value)
    {
        for (; value >= 128; value >>= 7)
            yield return (byte)(value | 128);

        yield return (byte)value;
    }
}
