using System.Globalization;

namespace DatasetGuard.Core.Datasets;

/// <summary>An NPY array as one label a sample: whole numbers, text, or rows with a single 1 ("one-hot").</summary>
internal sealed class NpyLabels
{
    private const int MaxRow = 1 << 20;

    private readonly NpyHeader _header;
    private readonly byte[] _row;

    /// <exception cref="InvalidDataException">It holds no labels that are read; the message says why.</exception>
    /// <exception cref="EndOfStreamException">The data end inside of the header.</exception>
    public NpyLabels(Stream stream)
    {
        _header = NpyHeader.Read(stream);
        var width = _header.Shape switch
        {
            [_] => 1,
            [_, var columns] when columns is > 0 and <= MaxRow && (columns == 1 || !_header.IsFortran) => columns,
            var shape => throw new InvalidDataException($"its shape is ({string.Join(", ", shape)}); labels have the shape samples, or samples x classes with a single 1 in a row"),
        };
        if (width * _header.Size > MaxRow)
            throw new InvalidDataException($"its labels have {width * _header.Size:N0} bytes each, the limit is {MaxRow:N0}");

        _row = new byte[width * _header.Size];
    }

    public long Count => _header.Shape[0];

    /// <exception cref="InvalidDataException">The value is no label.</exception>
    /// <exception cref="EndOfStreamException">The data end early.</exception>
    public string? Next(Stream stream)
    {
        stream.ReadExactly(_row);
        if (_row.Length > _header.Size)
            return OneHot();
        if (_header.Kind is 'U' or 'S')
            return NpyValues.Text(_header, _row) is { Length: > 0 } text ? text : null;

        return Whole(Value(0)).ToString(CultureInfo.InvariantCulture);
    }

    private string OneHot()
    {
        if (_header.Kind is 'U' or 'S')
            throw new InvalidDataException("it has several texts for one sample");

        var label = -1;
        for (var i = 0; i < _row.Length / _header.Size; i++)
        {
            var value = Value(i);
            if (value == 0)
                continue;
            if (value != 1 || label >= 0)
                throw new InvalidDataException("it has rows with several labels or with weights; one label a sample is read");

            label = i;
        }

        return label >= 0 ? label.ToString(CultureInfo.InvariantCulture) : throw new InvalidDataException("it has rows without a label");
    }

    private double Value(int index) => NpyValues.Number(_header, _row.AsSpan(index * _header.Size, _header.Size));

    /// <summary>Doubles hold whole numbers to 2^53; class numbers beyond would run together.</summary>
    private static long Whole(double value) => Math.Abs(value) <= 1L << 53 && Math.Floor(value) == value
        ? (long)value
        : throw new InvalidDataException($"its value {value.ToString(CultureInfo.InvariantCulture)} is no class number");
}
