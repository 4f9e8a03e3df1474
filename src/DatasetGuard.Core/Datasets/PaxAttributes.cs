using System.Globalization;
using System.Text;

namespace DatasetGuard.Core.Datasets;

/// <summary>What the extended header of a tar member says about it: records of <c>length key=value</c>, each with a line break at its end.</summary>
/// <param name="Path">The name; null where the header proper has it.</param>
/// <param name="Size">Bytes; null where the header proper has it.</param>
/// <param name="IsSparse">The data are a map and pieces of the file, not the file.</param>
internal readonly record struct PaxAttributes(string? Path, long? Size, bool IsSparse)
{
    public bool NamesMembers => Path is not null || Size is not null || IsSparse;

    /// <exception cref="InvalidDataException">A record is not as the standard wants it.</exception>
    public static PaxAttributes Parse(ReadOnlySpan<byte> records)
    {
        var result = default(PaxAttributes);
        while (!records.IsEmpty)
        {
            // The length counts the whole record, so a value may hold line breaks and what looks like records.
            var space = records.IndexOf((byte)' ');
            if (space is < 1 or > 9 || !int.TryParse(records[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= space + 1 || length > records.Length || records[length - 1] != '\n')
            {
                throw new InvalidDataException("a member's attributes are damaged");
            }

            result = result.With(records[(space + 1)..(length - 1)]);
            records = records[length..];
        }

        return result;
    }

    private PaxAttributes With(ReadOnlySpan<byte> record)
    {
        var equals = record.IndexOf((byte)'=');
        if (equals < 1)
            throw new InvalidDataException("a member's attributes are damaged");

        var value = record[(equals + 1)..];
        return record[..equals] switch
        {
            var key when key.SequenceEqual("path"u8) => this with { Path = value.IsEmpty ? null : Encoding.UTF8.GetString(value) },
            var key when key.SequenceEqual("size"u8) => this with { Size = value.IsEmpty ? null : ParseSize(value) },
            var key when key.StartsWith("GNU.sparse."u8) => this with { IsSparse = true },
            _ => this,
        };
    }

    private static long ParseSize(ReadOnlySpan<byte> value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : throw new InvalidDataException("a member's attributes are damaged");
}
