using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DatasetGuard.Core.Caching;

/// <summary>Values one after the other, so that different values never give the same bytes. <see cref="RecordReader"/> reads them back.</summary>
internal sealed class RecordWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    public void Clear() => _bytes.ResetWrittenCount();

    public RecordWriter Write<T>(T value)
        where T : unmanaged
    {
        MemoryMarshal.Write(_bytes.GetSpan(Unsafe.SizeOf<T>()), value);
        _bytes.Advance(Unsafe.SizeOf<T>());
        return this;
    }

    public RecordWriter WriteMaybe<T>(T? value)
        where T : unmanaged
    {
        Write(value is not null);
        return value is { } present ? Write(present) : this;
    }

    /// <summary>Character by character: names of files need not be valid Unicode.</summary>
    public RecordWriter Write(string? text)
    {
        Write(text?.Length ?? -1);
        _bytes.Write(MemoryMarshal.AsBytes(text.AsSpan()));
        return this;
    }

    /// <summary>Bytes with their number in front.</summary>
    public RecordWriter Write(ReadOnlySpan<byte> bytes)
    {
        Write(bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    public RecordWriter WriteAll<T>(IReadOnlyCollection<T> items, Action<RecordWriter, T> write)
    {
        Write(items.Count);
        foreach (var item in items)
            write(this, item);

        return this;
    }
}
