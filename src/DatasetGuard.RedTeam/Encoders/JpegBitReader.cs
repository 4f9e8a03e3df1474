namespace DatasetGuard.RedTeam.Encoders;

/// <summary>Bits of a scan, the highest first; a zero behind FF is stuffing (ITU-T T.81, B.1.1.5).</summary>
/// <param name="data">From the first byte of the scan on.</param>
internal ref struct JpegBitReader(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _at;
    private int _left;
    private int _current;

    /// <summary>-1 at the end of the scan.</summary>
    public int Next()
    {
        if (_left == 0)
        {
            if (_at >= _data.Length)
                return -1;

            _current = _data[_at++];
            if (_current == 0xFF && (_at >= _data.Length || _data[_at++] != 0))
                return -1;

            _left = 8;
        }

        return (_current >> --_left) & 1;
    }
}
