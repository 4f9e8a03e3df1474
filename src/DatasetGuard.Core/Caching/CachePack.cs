using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DatasetGuard.Core.Caching;

/// <summary>One file of the cache, open for reading: its index in memory, its records on disk. Safe from many threads.</summary>
internal sealed class CachePack : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly PackRow[] _rows;

    private CachePack(string path, SafeFileHandle file, PackRow[] rows)
    {
        Path = path;
        _file = file;
        _rows = rows;
    }

    public string Path { get; }

    public int Count => _rows.Length;

    /// <summary>Something was found in it.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>A body that was counted on was not as it was written.</summary>
    public bool HasLostBody { get; private set; }

    /// <summary>It is to be deleted.</summary>
    public bool IsDiscarded { get; private set; }

    /// <returns>Null for the pack of another engine.</returns>
    /// <exception cref="InvalidDataException">It is no whole pack.</exception>
    /// <exception cref="IOException">It vanished or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static CachePack? Open(string path, ReadOnlySpan<byte> engine)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            if (ReadRows(file, engine) is { } rows)
                return new CachePack(path, file, rows);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        file.Dispose();
        return null;
    }

    /// <returns>Null when there is none, or none that is whole.</returns>
    public CacheEntry? Find(CacheKey key)
    {
        var at = IndexOf(key.High);
        if (at < 0)
            return null;

        var row = _rows[at];
        var record = new byte[PackFormat.RecordStart + row.HeadLength];
        if (!TryRead(_file, row.Position, record))
            return null;

        var digests = MemoryMarshal.Cast<byte, UInt128>(record.AsSpan(0, PackFormat.RecordStart));
        var head = record[PackFormat.RecordStart..];
        if (PackFormat.HeadDigest(key, digests[1], head) != digests[0])
            return null;

        IsUsed = true;
        return new CacheEntry(head, new CachedBody(this, row.Position + record.Length, row.BodyLength, digests[1]));
    }

    public void ReadBody(CachedBody body, Span<byte> target)
    {
        if (target.Length == body.Length && TryRead(_file, body.Position, target) && PackFormat.Digest(target) == body.Digest)
            return;

        HasLostBody = true;
        Discard();
        throw new InvalidDataException("An entry of the cache is damaged.");
    }

    public void Discard() => IsDiscarded = true;

    public void Dispose() => _file.Dispose();

    private static PackRow[]? ReadRows(SafeFileHandle file, ReadOnlySpan<byte> engine)
    {
        var header = new byte[PackFormat.HeaderLength];
        if (!TryRead(file, 0, header) || !header.AsSpan().StartsWith(PackFormat.Magic))
            throw new InvalidDataException("No pack.");
        if (!header.AsSpan(PackFormat.Magic.Length).SequenceEqual(engine))
            return null;

        var footerPosition = RandomAccess.GetLength(file) - Unsafe.SizeOf<PackFooter>();
        PackFooter footer = default;
        var isFooter = footerPosition >= header.Length && TryRead(file, footerPosition, MemoryMarshal.AsBytes(new Span<PackFooter>(ref footer)));

        // The index fills the room up to the footer exactly, which bounds its memory by the file's length.
        var indexLength = footerPosition - footer.IndexPosition;
        if (!isFooter || footer.IndexPosition < header.Length || indexLength < 0 || footer.Rows != indexLength / Unsafe.SizeOf<PackRow>() || footer.Rows > Array.MaxLength / Unsafe.SizeOf<PackRow>())
            throw new InvalidDataException("The pack is cut off.");

        var rows = new PackRow[footer.Rows];
        var bytes = MemoryMarshal.AsBytes(rows.AsSpan());
        if (bytes.Length != indexLength || !TryRead(file, footer.IndexPosition, bytes) || PackFormat.IndexDigest(engine, bytes) != footer.Digest)
            throw new InvalidDataException("The index of the pack is damaged.");

        return Array.TrueForAll(rows, row => IsInside(row, footer.IndexPosition)) ? rows : throw new InvalidDataException("The index of the pack points outside.");
    }

    private static bool IsInside(PackRow row, long end) => row is { Position: >= 0, HeadLength: >= 0, BodyLength: >= 0 }
        && row.Position <= end
        && (long)PackFormat.RecordStart + row.HeadLength + row.BodyLength <= end - row.Position;

    private int IndexOf(UInt128 key)
    {
        var (low, high) = (0, _rows.Length - 1);
        while (low <= high)
        {
            var middle = (int)(((uint)low + (uint)high) / 2);
            var found = _rows[middle].Key;
            if (found == key)
                return middle;
            if (found < key)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return -1;
    }

    /// <returns>False when the file ends before, or cannot be read there.</returns>
    private static bool TryRead(SafeFileHandle file, long position, Span<byte> target)
    {
        try
        {
            while (!target.IsEmpty)
            {
                var read = RandomAccess.Read(file, target, position);
                if (read == 0)
                    return false;

                position += read;
                target = target[read..];
            }

            return true;
        }
        catch (Exception error) when (StorageFault.Is(error))
        {
            return false;
        }
    }
}
