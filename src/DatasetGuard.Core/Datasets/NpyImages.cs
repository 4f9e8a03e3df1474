using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>An NPY array as a row of pictures: samples x rows x columns, with channels last (1, 3 or 4), or first, or without.</summary>
internal sealed class NpyImages
{
    private readonly NpyHeader _header;
    private readonly bool _isPlanar;
    private readonly int _width;
    private readonly int _height;
    private readonly int _channels;
    private readonly byte[]? _whole;
    private NpyScale _scale = NpyScale.AsIs;
    private long _next;

    /// <param name="stream">The array, from its first byte on.</param>
    /// <param name="limits">For one image; an array in Fortran order is held whole and may have as much as pixels in flight.</param>
    /// <exception cref="InvalidDataException">It holds no pictures that are read; the message says why.</exception>
    /// <exception cref="EndOfStreamException">The data end inside of the header or, in Fortran order, before the last value.</exception>
    public NpyImages(Stream stream, DecodeLimits limits)
        : this(NpyHeader.Read(stream), stream, limits)
    {
    }

    /// <param name="header">Of the array.</param>
    /// <param name="stream">The array, behind its header.</param>
    /// <param name="limits">As above.</param>
    /// <exception cref="InvalidDataException">It holds no pictures that are read; the message says why.</exception>
    /// <exception cref="EndOfStreamException">In Fortran order, the data end before the last value.</exception>
    public NpyImages(NpyHeader header, Stream stream, DecodeLimits limits)
    {
        _header = header;
        (_height, _width, _channels, _isPlanar) = Layout(_header);
        if (_width < 1 || _height < 1 || _height > limits.MaxPixels / _width || SampleValues > limits.MaxBytes / _header.Size)
            throw new InvalidDataException($"its images of {_width} x {_height} pixels are empty or over the limits");
        if (!_header.IsFortran)
            return;

        if (Count > limits.PixelMemory / SampleLength)
            throw new InvalidDataException("it is in Fortran order and too large to be turned; save numpy.ascontiguousarray of it");

        _whole = new byte[Count * SampleLength];
        stream.ReadExactly(_whole);
    }

    public long Count => _header.Shape[0];

    /// <summary>Bytes stand for themselves; for numbers of any other type the scale must be found first.</summary>
    public bool NeedsScale => (_header.Kind, _header.Size) is not ('u', 1);

    private long SampleValues => (long)_width * _height * _channels;

    private int SampleLength => (int)(SampleValues * _header.Size);

    /// <summary>Reads all samples of a second stream over the same array and takes their scale.</summary>
    public void FindScale(Stream stream, DecodeLimits limits, CancellationToken cancellationToken) =>
        _scale = _header.Kind == 'b' ? NpyScale.FromUnit : NpyScale.Of(_header, new NpyImages(stream, limits).Ranges(stream, cancellationToken));

    /// <exception cref="EndOfStreamException">The data end early.</exception>
    public PixelBuffer Next(Stream stream)
    {
        var raw = NextBytes(stream);
        var size = _header.Size;
        var values = new byte[SampleValues];
        for (var i = 0; i < values.Length; i++)
            values[i] = NeedsScale ? _scale.Apply(NpyValues.Number(_header, raw.AsSpan(i * size, size))) : raw[i];

        if (_channels == 1)
            return new PixelBuffer(_width, _height, 1, values);

        return _isPlanar ? PlanarPixels.ToInterleaved(values, _width, _height) : new PixelBuffer(_width, _height, 3, DropAlpha(values));
    }

    private IEnumerable<(double Least, double Greatest)> Ranges(Stream stream, CancellationToken cancellationToken)
    {
        while (_next < Count)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Range(NextBytes(stream));
        }
    }

    private (double Least, double Greatest) Range(byte[] raw)
    {
        var (least, greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var i = 0; i < raw.Length; i += _header.Size)
        {
            var value = NpyValues.Number(_header, raw.AsSpan(i, _header.Size));
            if (!double.IsFinite(value))
                throw new InvalidDataException("it holds values that are no numbers, or infinite");

            (least, greatest) = (Math.Min(least, value), Math.Max(greatest, value));
        }

        return (least, greatest);
    }

    private byte[] NextBytes(Stream stream)
    {
        var raw = GC.AllocateUninitializedArray<byte>(SampleLength);
        if (_whole is null)
            stream.ReadExactly(raw);
        else
            Gather(raw);

        _next++;
        return raw;
    }

    /// <summary>Takes a sample out of an array whose first index runs fastest, in the order of the last one running fastest.</summary>
    private void Gather(byte[] raw)
    {
        var shape = _header.Shape;
        var size = _header.Size;
        var index = new long[shape.Count];
        index[0] = _next;
        for (var to = 0; to < raw.Length; to += size)
        {
            var from = 0L;
            for (var axis = shape.Count - 1; axis >= 0; axis--)
                from = (from * shape[axis]) + index[axis];

            _whole.AsSpan((int)(from * size), size).CopyTo(raw.AsSpan(to));
            for (var axis = shape.Count - 1; axis > 0 && ++index[axis] == shape[axis]; axis--)
                index[axis] = 0;
        }
    }

    private byte[] DropAlpha(byte[] values)
    {
        if (_channels == 3)
            return values;

        var colours = new byte[3 * _width * _height];
        for (var i = 0; i < _width * _height; i++)
            values.AsSpan(4 * i, 3).CopyTo(colours.AsSpan(3 * i));

        return colours;
    }

    private static (int Height, int Width, int Channels, bool IsPlanar) Layout(NpyHeader header)
    {
        if (header.Kind is 'U' or 'S')
            throw new InvalidDataException("it holds text, not pictures");

        return header.Shape switch
        {
            [_, var height, var width] => ((int)height, (int)width, 1, false),
            [_, var height, var width, (1 or 3 or 4) and var channels] => ((int)height, (int)width, (int)channels, false),
            [_, (1 or 3 or 4) and var channels, var height, var width] => ((int)height, (int)width, (int)channels, true),
            var shape => throw new InvalidDataException(
                $"its shape is ({string.Join(", ", shape)}); images have the shape samples x rows x columns, with 1, 3 or 4 channels last or second; features are floats of the shape samples x values"),
        };
    }
}
