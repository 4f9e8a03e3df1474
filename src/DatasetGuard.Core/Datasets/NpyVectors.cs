using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>An NPY array as one feature vector a sample: floats, samples x values.</summary>
internal sealed class NpyVectors
{
    /// <summary>Values of one vector; the widest encoders in use have a tenth of it.</summary>
    public const int MaxLength = 1 << 16;

    private readonly NpyHeader _header;
    private readonly byte[]? _whole;
    private readonly byte[] _row;
    private long _next;

    /// <param name="header">For which <see cref="Fits"/> is true.</param>
    /// <param name="stream">The array, behind its header.</param>
    /// <param name="limits">An array in Fortran order is held whole and may have as much as pixels in flight.</param>
    /// <exception cref="InvalidDataException">It holds no features that are read; the message says why.</exception>
    /// <exception cref="EndOfStreamException">In Fortran order, the data end before the last value.</exception>
    public NpyVectors(NpyHeader header, Stream stream, DecodeLimits limits)
    {
        _header = header;
        if (header.Shape[1] is < 1 or > MaxLength)
            throw new InvalidDataException($"its vectors have {header.Shape[1]:N0} values; 1 to {MaxLength:N0} are read");

        _row = new byte[Length * header.Size];
        if (!header.IsFortran || header.Shape[1] == 1)
            return;

        if (Count > limits.PixelMemory / _row.Length)
            throw new InvalidDataException("it is in Fortran order and too large to be turned; save numpy.ascontiguousarray of it");

        _whole = new byte[Count * _row.Length];
        stream.ReadExactly(_whole);
    }

    public long Count => _header.Shape[0];

    public int Length => (int)_header.Shape[1];

    /// <summary>Floats with two axes. Whole numbers are rather pictures that were laid flat, in which pixel rules would have seen more.</summary>
    public static bool Fits(NpyHeader header) => header is { Kind: 'f', Shape.Count: 2 };

    /// <exception cref="EndOfStreamException">The data end early.</exception>
    public double[] Next(Stream stream)
    {
        if (_whole is null)
            stream.ReadExactly(_row);

        var values = new double[Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = NpyValues.Number(_header, _whole is null ? _row.AsSpan(i * _header.Size, _header.Size) : _whole.AsSpan((int)(((i * Count) + _next) * _header.Size), _header.Size));

        _next++;
        return values;
    }
}
