namespace DatasetGuard.Core.Datasets.Parquet;

/// <summary>Unpacks a block of Snappy data (github.com/google/snappy, "format_description.txt").</summary>
internal static class SnappyBlock
{
    /// <param name="packed">The block.</param>
    /// <param name="target">Memory of exactly the unpacked length, which the caller has bounded.</param>
    /// <exception cref="InvalidDataException">The block is damaged or of another length.</exception>
    public static void Unpack(ReadOnlySpan<byte> packed, Span<byte> target)
    {
        var at = 0;
        if (ReadLength(packed, ref at) != target.Length)
            throw Damaged();

        var to = 0;
        while (at < packed.Length)
        {
            var tag = packed[at++];
            if ((tag & 3) == 0)
            {
                var length = LiteralLength(packed, tag, ref at);
                if (length > packed.Length - at || length > target.Length - to)
                    throw Damaged();

                packed.Slice(at, (int)length).CopyTo(target[to..]);
                at += (int)length;
                to += (int)length;
            }
            else
            {
                var (length, distance) = Copy(packed, tag, ref at);
                if (distance == 0 || distance > (uint)to || length > target.Length - to)
                    throw Damaged();

                // Source and target may overlap: a pattern repeats itself.
                for (var end = to + length; to < end; to++)
                    target[to] = target[to - (int)distance];
            }
        }

        if (to != target.Length)
            throw Damaged();
    }

    private static long ReadLength(ReadOnlySpan<byte> packed, ref int at)
    {
        var value = 0L;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = Take(packed, ref at, 1)[0];
            value |= (long)(next & 127) << shift;
            if (next < 128)
                return value;
        }

        throw Damaged();
    }

    private static long LiteralLength(ReadOnlySpan<byte> packed, byte tag, ref int at)
    {
        const int inTag = 60;
        var length = tag >> 2;
        return 1 + (length < inTag ? length : Number(Take(packed, ref at, length - inTag + 1)));
    }

    private static (int Length, uint Distance) Copy(ReadOnlySpan<byte> packed, byte tag, ref int at) => (tag & 3) switch
    {
        1 => (4 + ((tag >> 2) & 7), (uint)((tag >> 5) << 8) | Take(packed, ref at, 1)[0]),
        2 => (1 + (tag >> 2), Number(Take(packed, ref at, 2))),
        _ => (1 + (tag >> 2), Number(Take(packed, ref at, 4))),
    };

    private static uint Number(ReadOnlySpan<byte> bytes)
    {
        var value = 0u;
        for (var i = 0; i < bytes.Length; i++)
            value |= (uint)bytes[i] << (8 * i);

        return value;
    }

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> packed, ref int at, int count)
    {
        if (count > packed.Length - at)
            throw Damaged();

        at += count;
        return packed.Slice(at - count, count);
    }

    private static InvalidDataException Damaged() => new("packed data are damaged");
}
