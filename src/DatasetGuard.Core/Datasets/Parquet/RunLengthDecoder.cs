namespace DatasetGuard.Core.Datasets.Parquet;

/// <summary>Small numbers as runs of one value or packed bit by bit (parquet-format, "Encodings", RLE/bit-packing hybrid).</summary>
/// <remarks>Gives one value at a time, so that a run of two thousand million costs no memory.</remarks>
internal sealed class RunLengthDecoder
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly int _bitWidth;
    private int _at;
    private long _repeats;
    private long _packed;
    private long _bit;
    private int _value;

    /// <param name="bytes">The runs.</param>
    /// <param name="bitWidth">Bits of a value, 0 to 32.</param>
    /// <exception cref="InvalidDataException">The width is out of range.</exception>
    public RunLengthDecoder(ReadOnlyMemory<byte> bytes, int bitWidth)
    {
        if (bitWidth is < 0 or > 32)
            throw new InvalidDataException($"values of {bitWidth} bits");

        _bytes = bytes;
        _bitWidth = bitWidth;
    }

    /// <exception cref="InvalidDataException">There are no more values.</exception>
    public int Next()
    {
        if (_bitWidth == 0)
            return 0;
        if (_repeats == 0 && _packed == 0)
            BeginRun();

        if (_repeats > 0)
        {
            _repeats--;
            return _value;
        }

        _packed--;
        return Unpack();
    }

    private void BeginRun()
    {
        var header = Varint();
        var bytes = _bytes.Span;
        if ((header & 1) == 1)
        {
            // Groups of eight values; the last one may be cut short by the end of the page.
            _packed = Math.Min((header >> 1) * 8, (long)(bytes.Length - _at) * 8 / _bitWidth);
            _bit = (long)_at * 8;
            _at += (int)Math.Min(bytes.Length - _at, (header >> 1) * _bitWidth);
        }
        else
        {
            _repeats = header >> 1;
            _value = 0;
            for (var i = 0; i < (_bitWidth + 7) / 8; i++)
                _value |= Byte() << (8 * i);
        }

        if (_repeats == 0 && _packed == 0)
            throw new InvalidDataException("a run of no values");
    }

    private int Unpack()
    {
        var bytes = _bytes.Span;
        var value = 0;
        for (var i = 0; i < _bitWidth; i++, _bit++)
            value |= ((bytes[(int)(_bit >> 3)] >> (int)(_bit & 7)) & 1) << i;

        return value;
    }

    private long Varint()
    {
        var value = 0L;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = Byte();
            value |= (long)(next & 127) << shift;
            if (next < 128)
                return value;
        }

        throw new InvalidDataException("a run is too long");
    }

    private byte Byte() => _at < _bytes.Length ? _bytes.Span[_at++] : throw new InvalidDataException("a page has fewer values than it declares");
}
