namespace DatasetGuard.RedTeam.Encoders;

/// <summary>A Huffman table of a JPEG file, for both ways (ITU-T T.81, annexes C and F.2.2.3).</summary>
internal sealed class HuffmanCode
{
    private const int MaxLength = 16;
    private const int MaxTables = 4;

    /// <summary>The largest size of a difference of means, in bits.</summary>
    private const byte MaxDifference = 15;

    private readonly byte[] _symbols;
    private readonly int[] _firstCode = new int[MaxLength + 2];
    private readonly int[] _firstSymbol = new int[MaxLength + 2];
    private readonly int[] _count = new int[MaxLength + 2];
    private readonly (ushort Bits, byte Length)[] _codes = new (ushort, byte)[256];

    private HuffmanCode(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        _symbols = symbols.ToArray();
        var (code, at) = (0, 0);
        for (var length = 1; length <= MaxLength; length++, code <<= 1)
        {
            (_firstCode[length], _firstSymbol[length], _count[length]) = (code, at, counts[length - 1]);
            for (var i = 0; i < counts[length - 1]; i++)
                _codes[_symbols[at++]] = ((ushort)code++, (byte)length);
        }
    }

    /// <summary>The tables of a segment, by class (0 for DC, 1 for AC) and number.</summary>
    /// <returns>False where the segment does not hold together.</returns>
    public static bool TryRead(ReadOnlySpan<byte> segment, Dictionary<(int Class, int Id), HuffmanCode> tables)
    {
        while (segment.Length > 0)
        {
            if (segment.Length < 1 + MaxLength)
                return false;

            var total = 0;
            foreach (var count in segment.Slice(1, MaxLength))
                total += count;
            var (kind, id) = (segment[0] >> 4, segment[0] & 15);
            if (kind > 1 || id >= MaxTables || total > 256 || segment.Length < 1 + MaxLength + total || !AreCodes(segment.Slice(1, MaxLength)))
                return false;

            var symbols = segment.Slice(1 + MaxLength, total);
            if (kind == 0 && symbols.ContainsAnyExceptInRange((byte)0, MaxDifference))
                return false;

            tables[(kind, id)] = new HuffmanCode(segment.Slice(1, MaxLength), symbols);
            segment = segment[(1 + MaxLength + total)..];
        }

        return true;
    }

    /// <summary>Whether there are as many codes of each length as there can be, and not all ones among them.</summary>
    private static bool AreCodes(ReadOnlySpan<byte> counts)
    {
        var free = 1;
        foreach (var count in counts)
        {
            free = (2 * free) - count;
            if (free <= 0)
                return false;
        }

        return true;
    }

    /// <returns>False where the bits are no code or end.</returns>
    public bool TryDecode(ref JpegBitReader bits, out byte symbol)
    {
        var code = 0;
        for (var length = 1; length <= MaxLength; length++)
        {
            if (bits.Next() is not (>= 0 and var bit))
                break;

            code = (code << 1) | bit;
            if (code - _firstCode[length] is >= 0 and var i && i < _count[length])
            {
                symbol = _symbols[_firstSymbol[length] + i];
                return true;
            }
        }

        symbol = 0;
        return false;
    }

    /// <returns>False where the table has no code for it.</returns>
    public bool TryEncode(byte symbol, JpegBitWriter bits)
    {
        var (code, length) = _codes[symbol];
        bits.Add(code, length);
        return length > 0;
    }
}
