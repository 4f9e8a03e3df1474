using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace DatasetGuard.Learning.Models;

/// <summary>A message in the wire format of protocol buffers, field by field.</summary>
internal sealed class ProtoMessage
{
    public const int VarintType = 0;
    public const int Fixed64Type = 1;
    public const int LengthType = 2;
    public const int Fixed32Type = 5;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ProtoMessage Number(int field, long value)
    {
        Varint((uint)(field << 3) | VarintType);
        Varint((ulong)value);
        return this;
    }

    public ProtoMessage Float(int field, float value)
    {
        Varint((uint)(field << 3) | Fixed32Type);
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    public ProtoMessage Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    public ProtoMessage Message(int field, ProtoMessage message) => Bytes(field, message._bytes.WrittenSpan);

    /// <summary>Numbers as a tensor holds them: four bytes each, the lowest first.</summary>
    public ProtoMessage Floats(int field, float[] values)
    {
        if (BitConverter.IsLittleEndian)
            return Bytes(field, MemoryMarshal.AsBytes(values.AsSpan()));

        var bytes = new byte[sizeof(float) * values.Length];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(sizeof(float) * i), values[i]);

        return Bytes(field, bytes);
    }

    /// <summary>Bytes of all fields.</summary>
    public int Length => _bytes.WrittenCount;

    /// <summary>Begins a message of some bytes, which are to follow from elsewhere.</summary>
    public ProtoMessage Head(int field, long length)
    {
        Varint((uint)(field << 3) | LengthType);
        Varint((ulong)length);
        return this;
    }

    public void WriteTo(Stream output) => output.Write(_bytes.WrittenSpan);

    private ProtoMessage Bytes(int field, ReadOnlySpan<byte> content)
    {
        Head(field, content.Length);
        _bytes.Write(content);
        return this;
    }

    private void Varint(ulong value)
    {
        Span<byte> bytes = stackalloc byte[10];
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            bytes[length++] = (byte)(value | 0x80);

        bytes[length++] = (byte)value;
        _bytes.Write(bytes[..length]);
    }
}
