using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DatasetGuard.Core.Datasets;

/// <summary>The header of an NPY file, versions 1 to 3 (numpy.org, "numpy.lib.format"): what is in it and in which order.</summary>
/// <param name="Kind">Letter of the type: <c>u</c>, <c>i</c>, <c>f</c>, <c>b</c>, <c>U</c> or <c>S</c>.</param>
/// <param name="Size">Bytes of one value.</param>
/// <param name="IsBigEndian">The first byte of a value is the highest.</param>
/// <param name="IsFortran">The first index runs fastest.</param>
/// <param name="Shape">Lengths of the axes.</param>
internal sealed partial record NpyHeader(char Kind, int Size, bool IsBigEndian, bool IsFortran, IReadOnlyList<long> Shape)
{
    private const int MaxText = 1 << 16;
    private const int MaxAxes = 8;

    /// <summary>Characters of a text value.</summary>
    private const int MaxCharacters = 1 << 12;

    private static readonly string[] Keys = ["'descr'", "'fortran_order'", "'shape'"];

    public static bool IsNpy(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <exception cref="InvalidDataException">Not an NPY file, or one of a kind that is not read; the message says what.</exception>
    /// <exception cref="EndOfStreamException">The file ends inside of its header.</exception>
    public static NpyHeader Read(Stream stream)
    {
        Span<byte> start = stackalloc byte[8];
        stream.ReadExactly(start);
        if (!start.StartsWith(Magic) || start[6] is < 1 or > 3)
            throw new InvalidDataException("it is not an NPY file of version 1 to 3");

        Span<byte> length = stackalloc byte[4];
        length.Clear();
        stream.ReadExactly(length[..(start[6] == 1 ? 2 : 4)]);
        var count = BinaryPrimitives.ReadUInt32LittleEndian(length);
        if (count > MaxText)
            throw new InvalidDataException($"its header has {count:N0} bytes, the limit is {MaxText:N0}");

        var text = new byte[count];
        stream.ReadExactly(text);
        return Parse(Encoding.UTF8.GetString(text));
    }

    private static NpyHeader Parse(string text)
    {
        var order = Order().Match(text);
        var shape = Axes().Match(text);

        // Of a key that stands there twice Python takes the last, and other programs may not.
        if (!order.Success || !shape.Success || Keys.Any(key => text.IndexOf(key, StringComparison.Ordinal) != text.LastIndexOf(key, StringComparison.Ordinal)))
            throw new InvalidDataException("its header is damaged");

        var type = Type().Match(text);
        if (!type.Success)
            throw new InvalidDataException("its values are records or damaged");

        var kind = type.Groups["kind"].Value[0];
        if (kind is 'O')
            throw new InvalidDataException("it holds pickled Python objects, which are programs and are never loaded; save it as plain numbers");

        // Text has four bytes a character.
        var digits = type.Groups["size"].Value;
        var size = digits.Length is > 0 and < 6 ? int.Parse(digits, CultureInfo.InvariantCulture) * (kind == 'U' ? 4 : 1) : 0;
        if (!IsKnown(kind, size))
            throw new InvalidDataException($"its values are of the type '{kind}{digits}'; unsigned and signed integers, floats of 2 to 8 bytes, truth values and text are read");

        return new NpyHeader(kind, size, type.Groups["order"].Value == ">", order.Groups["order"].Value == "True", ParseShape(shape.Groups["axes"].Value));
    }

    private static bool IsKnown(char kind, int size) => kind switch
    {
        'u' or 'i' => size is 1 or 2 or 4 or 8,
        'f' => size is 2 or 4 or 8,
        'b' => size == 1,
        'U' => size is > 0 and <= 4 * MaxCharacters,
        'S' => size is > 0 and <= MaxCharacters,
        _ => false,
    };

    private static long[] ParseShape(string text)
    {
        var axes = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (axes.Length > MaxAxes)
            throw new InvalidDataException($"it has {axes.Length} axes");

        // Nine digits are more samples than any set has, and products of sides can be checked without overflow.
        return Array.ConvertAll(axes, axis => axis.Length < 10 && long.TryParse(axis, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InvalidDataException($"it has an axis of length '{axis}'"));
    }

    [GeneratedRegex("""'descr'\s*:\s*'(?<order>[<>|=]?)(?<kind>[a-zA-Z])(?<size>[0-9]*)'""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Type();

    [GeneratedRegex("""'fortran_order'\s*:\s*(?<order>True|False)""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Order();

    [GeneratedRegex("""'shape'\s*:\s*\((?<axes>[0-9,\s]*)\)""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Axes();
}
