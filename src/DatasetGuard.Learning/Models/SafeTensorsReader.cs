using System.Buffers.Binary;
using System.Text.Json;

namespace DatasetGuard.Learning.Models;

/// <summary>Reads files of <see cref="SafeTensorsWriter"/>, and others of the format that hold 32-bit numbers alone.</summary>
/// <remarks>
/// The file may be anybody's. Nothing is allocated for what it claims before that is checked against its length, and it is told what belongs in it by a
/// caller: other names and sizes are refused.
/// </remarks>
public static class SafeTensorsReader
{
    /// <summary>Names, shapes and some texts of even a large network are far below it.</summary>
    private const int MaxHeader = 4 << 20;

    /// <param name="path">The file.</param>
    /// <param name="expected">Names and shapes of all that belong in it.</param>
    /// <returns>In the order of <paramref name="expected"/>, and the texts of the file.</returns>
    /// <exception cref="ModelException">It cannot be read, is no such file, or holds something else.</exception>
    public static (IReadOnlyList<SafeTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Read(
        string path, IReadOnlyList<(string Name, IReadOnlyList<long> Shape)> expected)
    {
        try
        {
            using var file = Core.WholeFile.OpenPlain(path);
            var (header, start) = ReadHeader(file);
            using (header)
            {
                var places = Places(header.RootElement, file.Length - start, expected);
                return ([.. expected.Select((part, i) => ReadTensor(file, start + places[i], part))], Texts(header.RootElement));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or InvalidDataException
            or InvalidOperationException or FormatException or OverflowException or KeyNotFoundException)
        {
            throw new ModelException($"'{Core.Printable.Text(path)}' cannot be read as safetensors: {Core.Printable.Line(error.Message)}", error);
        }
    }

    private static (JsonDocument Header, long Start) ReadHeader(FileStream file)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        file.ReadExactly(bytes);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (length > MaxHeader || (long)length > file.Length - bytes.Length)
            throw new InvalidDataException($"its header would have {length:N0} bytes.");

        var text = new byte[length];
        file.ReadExactly(text);
        return (JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8 }), bytes.Length + (long)length);
    }

    /// <summary>Where each tensor begins behind the header.</summary>
    private static long[] Places(JsonElement header, long length, IReadOnlyList<(string Name, IReadOnlyList<long> Shape)> expected)
    {
        var entries = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var entry in header.EnumerateObject().Where(entry => entry.Name != SafeTensorsWriter.Metadata))
        {
            if (!entries.TryAdd(entry.Name, entry.Value))
                throw new InvalidDataException($"'{entry.Name}' is there twice.");
        }

        if (entries.Keys.Except(expected.Select(part => part.Name), StringComparer.Ordinal).FirstOrDefault() is { } odd)
            throw new InvalidDataException($"'{odd}' does not belong to this network.");

        var ranges = expected.Select(part => Range(entries, part)).ToArray();
        var end = 0L;
        foreach (var (first, last) in ranges.Order())
        {
            if (first != end)
                throw new InvalidDataException("its numbers overlap or have gaps.");

            end = last;
        }

        return end == length ? [.. ranges.Select(range => range.First)] : throw new InvalidDataException($"it has {length:N0} bytes of numbers where its header tells of {end:N0}.");
    }

    private static (long First, long Last) Range(Dictionary<string, JsonElement> entries, (string Name, IReadOnlyList<long> Shape) part)
    {
        if (!entries.TryGetValue(part.Name, out var entry))
            throw new InvalidDataException($"'{part.Name}' is missing.");
        if (entry.GetProperty("dtype").GetString() != SafeTensorsWriter.Float32)
            throw new InvalidDataException($"'{part.Name}' is not of 32-bit numbers.");
        if (!entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).SequenceEqual(part.Shape))
            throw new InvalidDataException($"'{part.Name}' has another shape than ({string.Join(", ", part.Shape)}).");

        long[] offsets = [.. entry.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        return offsets is [>= 0, >= 0] && offsets[1] - offsets[0] == checked(sizeof(float) * Count(part.Shape))
            ? (offsets[0], offsets[1])
            : throw new InvalidDataException($"'{part.Name}' does not lie where its shape says.");
    }

    private static SafeTensor ReadTensor(FileStream file, long place, (string Name, IReadOnlyList<long> Shape) part)
    {
        var values = new float[Count(part.Shape)];
        var bytes = new byte[sizeof(float) * values.Length];
        file.Position = place;
        file.ReadExactly(bytes);
        for (var i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(sizeof(float) * i));

        return new SafeTensor(part.Name, part.Shape, values);
    }

    private static long Count(IReadOnlyList<long> shape) => shape.Aggregate(1L, (product, size) => checked(product * size));

    private static Dictionary<string, string> Texts(JsonElement header) => header.TryGetProperty(SafeTensorsWriter.Metadata, out var texts)
        ? texts.EnumerateObject().DistinctBy(text => text.Name).ToDictionary(text => text.Name, text => text.Value.GetString() ?? "", StringComparer.Ordinal)
        : [];
}
