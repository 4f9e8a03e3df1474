using Microsoft.Win32.SafeHandles;

namespace DatasetGuard.Core.Scanning;

/// <summary>Pixels that are needed again after decoding, in a temporary file that goes away with the process.</summary>
/// <remarks>
/// Read and written by position, not through a mapping of the whole file: a full disk is then an exception instead of a killed
/// process, and resident memory does not grow with the dataset. The system's page cache makes both equally quick.
/// </remarks>
public sealed class PixelStore : IDisposable
{
    private readonly SafeFileHandle _file;
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
    public long Append(ReadOnlySpan<byte> record)
    {
        var offset = Interlocked.Add(ref _length, record.Length) - record.Length;
        RandomAccess.Write(_file, record, offset);
        return offset;
    }

    /// <summary>Sets aside room that is written piece by piece.</summary>
    public long Reserve(long length) => Interlocked.Add(ref _length, length) - length;

    /// <summary>Fills room that was set aside; safe from many threads for different places.</summary>
    public void Write(long offset, ReadOnlySpan<byte> record) => RandomAccess.Write(_file, record, offset);

    public void Read(long offset, Span<byte> record)
    {
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
}
