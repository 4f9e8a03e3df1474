using System.Runtime.InteropServices;

namespace DatasetGuard.Core.Caching;

/// <summary>Writes one pack beside its name, and gives it the name at the end. Not for use from two threads at once.</summary>
internal sealed class PackWriter : IDisposable
{
    private const int BufferLength = 1 << 20;

    private readonly string _path;
    private readonly byte[] _engine;
    private readonly Dictionary<UInt128, PackRow> _rows = [];

    // Held without sharing while it is written: a file that can be opened belongs to a scan that was killed.
    private readonly FileStream _file;

    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public PackWriter(string folder, byte[] engine)
    {
        _path = Path.Combine(folder, $"{Guid.NewGuid():N}{PackFormat.Extension}");
        _engine = engine;
        _file = new FileStream(_path + PackFormat.Unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferLength);
        _file.Write(PackFormat.Magic);
        _file.Write(engine);
    }

    public long Length => _file.Position;

    public bool Contains(CacheKey key) => _rows.ContainsKey(key.High);

    /// <summary>Adds an entry once.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public void Add(CacheKey key, UInt128 headDigest, UInt128 bodyDigest, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        if (!_rows.TryAdd(key.High, new PackRow(key.High, _file.Position, head.Length, body.Length)))
            return;

        ReadOnlySpan<UInt128> digests = [headDigest, bodyDigest];
        _file.Write(MemoryMarshal.AsBytes(digests));
        _file.Write(head);
        _file.Write(body);
    }

    /// <summary>Writes the index and gives the pack its name.</summary>
    /// <exception cref="IOException">The disk is full; the pack is not there.</exception>
    public void Finish()
    {
        var rows = _rows.Values.ToArray();
        Array.Sort(rows, (a, b) => a.Key.CompareTo(b.Key));
        var position = _file.Position;
        for (var i = 0; i < rows.Length; i++)
            _file.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<PackRow>(ref rows[i])));

        var footer = new PackFooter(PackFormat.IndexDigest(_engine, MemoryMarshal.AsBytes(rows.AsSpan())), position, rows.Length);
        _file.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<PackFooter>(ref footer)));
        _file.Dispose();
        File.Move(_path + PackFormat.Unfinished, _path);
    }

    /// <summary>What was not finished goes away.</summary>
    public void Dispose()
    {
        try
        {
            _file.Dispose();
        }
        catch (IOException)
        {
            // What was buffered does not fit on the disk, and is not wanted any more.
        }

        try
        {
            File.Delete(_path + PackFormat.Unfinished);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A later scan clears it away.
        }
    }
}
