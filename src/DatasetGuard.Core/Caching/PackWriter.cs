using System.Runtime.InteropServices;

namespace DatasetGuard.Core.Caching;

/// <summary>Writes one pack beside its name, and gives it the name at the end. Not for use from two threads at once.</summary>
internal sealed class PackWriter : IDisposable
{
    private readonly string _path;
    private readonly byte[] _engine;
    private readonly Dictionary<UInt128, PackRow> _rows = [];

    // Nobody can open it alone while it is written: one with which that can be done belongs to a scan that was killed.
    private readonly Stream _file;

    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public PackWriter(string folder, byte[] engine, Func<string, Stream> create)
    {
        _path = Path.Combine(folder, $"{Guid.NewGuid():N}{PackFormat.Extension}");
        _engine = engine;
        _file = create(_path + PackFormat.Unfinished);
        _file.Write(PackFormat.Magic);
        _file.Write(engine);
        Length = PackFormat.HeaderLength;
    }

    public long Length { get; private set; }

    /// <summary>Adds an entry once.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Add(CacheKey key, UInt128 headDigest, UInt128 bodyDigest, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        if (!_rows.TryAdd(key.High, new PackRow(key.High, Length, head.Length, body.Length)))
            return;

        ReadOnlySpan<UInt128> digests = [headDigest, bodyDigest];
        _file.Write(MemoryMarshal.AsBytes(digests));
        _file.Write(head);
        _file.Write(body);
        Length += PackFormat.RecordStart + head.Length + body.Length;
    }

    /// <summary>Writes the index and gives the pack its name.</summary>
    /// <exception cref="IOException">The disk is full; the pack is not there.</exception>
    public void Finish()
    {
        var rows = _rows.Values.ToArray();
        Array.Sort(rows, (a, b) => a.Key.CompareTo(b.Key));
        for (var i = 0; i < rows.Length; i++)
            _file.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<PackRow>(ref rows[i])));

        var footer = new PackFooter(PackFormat.IndexDigest(_engine, MemoryMarshal.AsBytes(rows.AsSpan())), Length, rows.Length);
        _file.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<PackFooter>(ref footer)));
        _file.Flush();

        // Still open: closed before, it would look like left behind.
        File.Move(_path + PackFormat.Unfinished, _path);
    }

    /// <summary>Closes the file; what was not finished goes away.</summary>
    public void Dispose()
    {
        try
        {
            _file.Dispose();
        }
        catch (Exception error) when (StorageFault.Is(error))
        {
            // What was buffered does not fit on the disk, and is not wanted any more.
        }

        try
        {
            File.Delete(_path + PackFormat.Unfinished);
        }
        catch (Exception error) when (StorageFault.Is(error))
        {
            // A later scan clears it away.
        }
    }
}
