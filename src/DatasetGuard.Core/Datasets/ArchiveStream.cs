namespace DatasetGuard.Core.Datasets;

/// <summary>The bytes of an archive, front to back: what an archive reader does not watch over.</summary>
/// <remarks>
/// It cannot seek, so that a member that is passed over is read and found to be cut off; a seek beyond the end would hide that.
/// Every read can be cancelled, as a few kilobytes of gzip may hold gigabytes. A single read is bounded: readers take the length of long
/// names and attributes from the archive. And it remembers the zeros that end a tar archive, for which readers take a header without a checksum.
/// </remarks>
internal sealed class ArchiveStream(Stream content, long maxRead, CancellationToken cancellationToken) : Stream
{
    /// <summary>One block of zeros at least ends an archive; the standard has two.</summary>
    private const int EndMark = 512;

    private long _trailingZeros;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>True when the last bytes read are an end mark.</summary>
    public bool IsAtEndMark => _trailingZeros >= EndMark;

    /// <summary>Reads the rest and tells whether it is padding.</summary>
    public bool IsPaddingToTheEnd()
    {
        var rest = new byte[1 << 16];
        for (int read; (read = Read(rest)) > 0;)
        {
            if (rest.AsSpan(0, read).ContainsAnyExcept((byte)0))
                return false;
        }

        return true;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (buffer.Length > maxRead)
            throw new InvalidDataException($"a header of {buffer.Length:N0} bytes, the limit is {maxRead:N0}");

        var read = content.Read(buffer);
        var last = buffer[..read].LastIndexOfAnyExcept((byte)0);
        _trailingZeros = last < 0 ? _trailingZeros + read : read - last - 1;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
