namespace DatasetGuard.RedTeam.Encoders;

/// <summary>Bits of a scan, the highest first, with a zero stuffed behind each FF (ITU-T T.81, B.1.1.5).</summary>
internal sealed class JpegBitWriter
{
    private readonly List<byte> _bytes = [];
    private int _current;
    private int _count;

    public void Add(int bits, int length)
    {
        for (var i = length - 1; i >= 0; i--)
        {
            _current = (_current << 1) | ((bits >> i) & 1);
            if (++_count == 8)
                Flush();
        }
    }

    /// <summary>The bytes; the last one is filled up with ones.</summary>
    public byte[] Finish()
    {
        while (_count > 0)
            Add(1, 1);

        return [.. _bytes];
    }

    private void Flush()
    {
        _bytes.Add((byte)_current);
        if (_current == 0xFF)
            _bytes.Add(0);

        (_current, _count) = (0, 0);
    }
}
