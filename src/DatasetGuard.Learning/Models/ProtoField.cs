namespace DatasetGuard.Learning.Models;

/// <summary>A field in the wire format of protocol buffers.</summary>
/// <param name="Number">Of the field.</param>
/// <param name="Whole">With its tag, as it stands in the message.</param>
/// <param name="Content">Of text, bytes and messages; of numbers nothing.</param>
internal readonly record struct ProtoField(int Number, ReadOnlyMemory<byte> Whole, ReadOnlyMemory<byte> Content)
{
    /// <summary>The fields of a message, in its order.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static IEnumerable<ProtoField> Of(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            var start = at;
            var tag = Varint(message.Span, ref at);
            var (first, length) = Place(message.Span, (int)(tag & 7), ref at);
            if (length > message.Length - first)
                throw Damaged();

            at = first + (int)length;
            yield return new ProtoField((int)(tag >> 3), message[start..at], (tag & 7) == ProtoMessage.LengthType ? message[first..at] : default);
        }
    }

    /// <summary>Where the content begins, and how long it is.</summary>
    private static (int First, long Length) Place(ReadOnlySpan<byte> message, int type, ref int at)
    {
        switch (type)
        {
            case ProtoMessage.VarintType:
                Varint(message, ref at);
                return (at, 0);
            case ProtoMessage.LengthType:
                var length = Varint(message, ref at);
                return (at, length <= int.MaxValue ? (long)length : throw Damaged());
            case ProtoMessage.Fixed64Type:
                return (at, sizeof(ulong));
            case ProtoMessage.Fixed32Type:
                return (at, sizeof(uint));
            default:
                throw Damaged();
        }
    }

    private static ulong Varint(ReadOnlySpan<byte> message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= message.Length)
                throw Damaged();

            var next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }

        throw Damaged();
    }

    private static InvalidDataException Damaged() => new("it is no message of protocol buffers.");
}
