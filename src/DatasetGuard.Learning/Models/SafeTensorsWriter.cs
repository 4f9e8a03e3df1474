using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace DatasetGuard.Learning.Models;

/// <summary>Writes the format of Hugging Face's safetensors: the length of a JSON header, the header, and the numbers one tensor after the other.</summary>
public static class SafeTensorsWriter
{
    internal const string Metadata = "__metadata__";
    internal const string Float32 = "F32";

    /// <summary>The header is filled with spaces up to it, so that the numbers lie where a mapped file can be read in place.</summary>
    private const int Alignment = 8;

    /// <param name="output">Where it goes.</param>
    /// <param name="tensors">In the order of the file.</param>
    /// <param name="metadata">Texts for people and programs.</param>
    /// <exception cref="ArgumentException">A tensor has not as many values as its shape holds.</exception>
    public static void Write(Stream output, IReadOnlyList<SafeTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var header = Header(tensors, metadata);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        output.Write(length);
        output.Write(header);
        foreach (var tensor in tensors)
            WriteValues(output, tensor.Values);
    }

    private static byte[] Header(IReadOnlyList<SafeTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(Metadata);
            foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                json.WriteString(key, value);

            json.WriteEndObject();
            var offset = 0L;
            foreach (var tensor in tensors)
                offset = WriteEntry(json, tensor, offset);

            json.WriteEndObject();
        }

        var padding = (Alignment - (buffer.WrittenCount % Alignment)) % Alignment;
        return [.. buffer.WrittenSpan, .. Enumerable.Repeat((byte)' ', padding)];
    }

    private static long WriteEntry(Utf8JsonWriter json, SafeTensor tensor, long offset)
    {
        if (tensor.Shape.Aggregate(1L, (product, size) => product * size) != tensor.Values.Length)
            throw new ArgumentException($"{tensor.Name} has {tensor.Values.Length} values and the shape ({string.Join(", ", tensor.Shape)}).", nameof(tensor));

        var end = offset + ((long)sizeof(float) * tensor.Values.Length);
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", Float32);
        json.WriteStartArray("shape");
        foreach (var size in tensor.Shape)
            json.WriteNumberValue(size);

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
        return end;
    }

    private static void WriteValues(Stream output, float[] values)
    {
        if (BitConverter.IsLittleEndian)
        {
            output.Write(MemoryMarshal.AsBytes(values.AsSpan()));
            return;
        }

        var bytes = new byte[sizeof(float) * values.Length];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(sizeof(float) * i), values[i]);

        output.Write(bytes);
    }
}
