using System.Collections.Concurrent;
using DatasetGuard.Core.Caching;
using Microsoft.Win32.SafeHandles;

namespace DatasetGuard.Core.Scanning;

/// <summary>Pixels that are needed again after decoding, in a temporary file that goes away with the process.</summary>
/// <remarks>
/// Read and written by position, not through a mapping of the whole file: a full disk is then an exception instead of a killed
/// process, and resident memory does not grow with the dataset. The system's page cache makes both equally quick.
/// </remarks>
public sealed class PixelStore : IDisposable
{
    private const int BlockLength = 1 << 18;

    /// <summary>From here on, offsets are the numbers of records that lie in the cache.</summary>
    private const long LentStart = 1L << 60;

    private readonly SafeFileHandle _file;
    private readonly ConcurrentBag<Block> _open = [];
    private readonly List<CachedBody> _lent = [];
    private long _length;

    public PixelStore(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"datasetguard-{Environment.ProcessId}-{Guid.NewGuid():N}.pixels");
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);

        // On Unix the name goes at once, so that a killed scan leaves nothing behind either.
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
    }

    /// <summary>Adds a record; safe from many threads. The place depends on their timing, the content does not.</summary>
    /// <remarks>Small records go to the file many at a time; all are there once <see cref="Flush"/> was called.</remarks>
    public long Append(ReadOnlySpan<byte> record)
    {
        if (record.Length > BlockLength / 8)
        {
            var offset = Reserve(record.Length);
            Write(offset, record);
            return offset;
        }

        if (!_open.TryTake(out var block))
            block = new Block(Reserve(BlockLength));
        if (!block.HasRoom(record.Length))
        {
            Write(block.Offset, block.Content);
            block.Begin(Reserve(BlockLength));
        }

        var place = block.Add(record);
        _open.Add(block);
        return place;
    }

    /// <summary>Lets a record that lies in the cache be read from here as well; safe from many threads.</summary>
    internal long Lend(CachedBody record)
    {
        lock (_lent)
        {
            _lent.Add(record);
            return LentStart + _lent.Count - 1;
        }
    }

    /// <summary>Writes what was added; call it when nothing more is added, before reading.</summary>
    public void Flush()
    {
        while (_open.TryTake(out var block))
            Write(block.Offset, block.Content);
    }

    /// <summary>Sets aside room that is written piece by piece.</summary>
    public long Reserve(long length) => Interlocked.Add(ref _length, length) - length;

    /// <summary>Fills room that was set aside; safe from many threads for different places.</summary>
    /// <exception cref="IOException">The disk is full, or the file may not grow any more.</exception>
    public void Write(long offset, ReadOnlySpan<byte> record)
    {
        try
        {
            RandomAccess.Write(_file, record, offset);
        }
        catch (ArgumentOutOfRangeException error)
        {
            // What the runtime makes of EFBIG: a limit of the file system or of the process.
            throw new IOException("The temporary file for pixels may not grow any more.", error);
        }
    }

    public void Read(long offset, Span<byte> record)
    {
        if (offset >= LentStart)
        {
            _lent[(int)(offset - LentStart)].Read(record);
            return;
        }

        while (!record.IsEmpty)
        {
            var read = RandomAccess.Read(_file, record, offset);
            if (read == 0)
                throw new IOException("The pixel store ended early. Was its file changed from outside?");

            offset += read;
            record = record[read..];
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Records that are not yet in the file, for use by one thread at a time.</summary>
    private sealed class Block(long offset)
    {
        private readonly byte[] _bytes = new byte[BlockLength];
        private int _used;

        public long Offset { get; private set; } = offset;

        public ReadOnlySpan<byte> Content => _bytes.AsSpan(0, _used);

        public bool HasRoom(int length) => _used + length <= BlockLength;

        public void Begin(long offset) => (Offset, _used) = (offset, 0);

        public long Add(ReadOnlySpan<byte> record)
        {
            record.CopyTo(_bytes.AsSpan(_used));
            _used += record.Length;
            return Offset + _used - record.Length;
        }
    }
}
