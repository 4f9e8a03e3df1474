using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DatasetGuard.Core.Caching;

/// <summary>Reads what <see cref="RecordWriter"/> wrote.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public delegate T Item<out T>(ref RecordReader reader);

    /// <exception cref="InvalidDataException">The record ends before.</exception>
    public T Read<T>()
        where T : unmanaged => MemoryMarshal.Read<T>(Take(Unsafe.SizeOf<T>()));

    public T? ReadMaybe<T>()
        where T : unmanaged => Read<byte>() == 0 ? null : Read<T>();

    public bool ReadFlag() => Read<byte>() != 0;

    public string? ReadTextMaybe()
    {
        var length = Read<int>();
        return length < 0 ? null : new string(MemoryMarshal.Cast<byte, char>(Take(checked(length * sizeof(char)))));
    }

    public string ReadText() => ReadTextMaybe() ?? throw new InvalidDataException("The record lacks a text.");

    public ReadOnlySpan<byte> ReadBytes() => Take(Read<int>());

    public T[] ReadAll<T>(Item<T> read)
    {
        // Each item takes a byte at least, which bounds the memory.
        var items = new T[CheckedLength(Read<int>())];
        for (var i = 0; i < items.Length; i++)
            items[i] = read(ref this);

        return items;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        var taken = _rest[..CheckedLength(length)];
        _rest = _rest[length..];
        return taken;
    }

    private readonly int CheckedLength(int length) =>
        length >= 0 && length <= _rest.Length ? length : throw new InvalidDataException("The record ends early.");
}
