using System.Text;

namespace DatasetGuard.Core.Datasets;

/// <summary>The members of a tar archive, front to back: ustar, pax (POSIX.1-2017, "pax Interchange Format"), GNU and the older V7.</summary>
/// <remarks>
/// The framework's reader gives an archive up at a line break in a name, takes a header without a checksum for the end, and seeks beyond the
/// end of the file. Here an attacker's name is a name, and an archive ends with its end mark or not at all.
/// Every read can be cancelled, as a few kilobytes of gzip may hold gigabytes.
/// </remarks>
internal sealed class TarArchive(Stream content, CancellationToken cancellationToken)
{
    private const int Block = 512;

    /// <summary>Bytes of a long name or of attributes: file systems end at 4,096 for a path.</summary>
    private const int MaxHeader = 1 << 20;

    /// <summary>No disk holds more, and sums of such sizes cannot overflow.</summary>
    private const long MaxMember = 1L << 60;

    private readonly byte[] _block = new byte[Block];
    private long _left;
    private long _padding;

    /// <param name="Name">As it stands in the archive; not yet safe to use as a path.</param>
    /// <param name="Kind">What it is.</param>
    /// <param name="Length">Bytes that can be read.</param>
    public readonly record struct Member(string Name, MemberKind Kind, long Length);

    public enum MemberKind
    {
        File,
        Folder,
        Link,
        Sparse,

        /// <summary>A pipe, a device or something that no standard names.</summary>
        Other,
    }

    /// <summary>Passes over the rest of the member before and gives the next; null at the end mark.</summary>
    /// <exception cref="InvalidDataException">A header is damaged, or something stands behind the end mark.</exception>
    /// <exception cref="EndOfStreamException">The archive is cut off or has no end mark.</exception>
    public Member? Next()
    {
        Skip(_left + _padding);
        string? longName = null;
        var attributes = default(PaxAttributes);
        while (ReadHeader())
        {
            var type = (char)_block[156];
            var size = TarHeader.Number(_block.AsSpan(124, 12));
            switch (type)
            {
                case 'L':
                    longName = Encoding.UTF8.GetString(ReadHeaderData(size)).TrimEnd('\0');
                    break;
                case 'K':
                    ReadHeaderData(size);
                    break;
                case 'x':
                    attributes = PaxAttributes.Parse(ReadHeaderData(size));
                    break;
                case 'g':
                    if (PaxAttributes.Parse(ReadHeaderData(size)).NamesMembers)
                        throw new InvalidDataException("attributes for all members give them one name or size");
                    break;
                default:
                    return Begin(type, attributes.Path ?? longName ?? TarHeader.Name(_block), attributes.Size ?? size, attributes.IsSparse);
            }
        }

        return null;
    }

    /// <summary>Reads the next bytes of the member.</summary>
    /// <exception cref="EndOfStreamException">The archive is cut off.</exception>
    public void Read(Span<byte> target)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(target.Length, _left, nameof(target));
        ReadExactly(target);
        _left -= target.Length;
    }

    private Member Begin(char type, string name, long size, bool isSparse)
    {
        var kind = type switch
        {
            '0' or '\0' or '7' when isSparse => MemberKind.Sparse,
            '\0' when name.EndsWith('/') => MemberKind.Folder,
            '0' or '\0' or '7' => MemberKind.File,
            '1' or '2' => MemberKind.Link,
            '5' => MemberKind.Folder,
            'S' => MemberKind.Sparse,
            _ => MemberKind.Other,
        };
        if (type == 'S')
            SkipSparseMap();
        if (size > MaxMember)
            throw new InvalidDataException($"a member of {size:N0} bytes");

        // Links, devices, folders and pipes have no data, whatever size they declare.
        _left = type is >= '1' and <= '6' ? 0 : size;
        _padding = -_left & (Block - 1);
        return new Member(name, kind, _left);
    }

    /// <summary>Reads a header into the block; false at the end mark.</summary>
    private bool ReadHeader()
    {
        ReadExactly(_block);
        if (!_block.AsSpan().ContainsAnyExcept((byte)0))
        {
            CheckPadding();
            return false;
        }

        return TarHeader.HasChecksum(_block) ? true : throw new InvalidDataException("a member's header has no checksum or a wrong one");
    }

    private byte[] ReadHeaderData(long size)
    {
        if (size > MaxHeader)
            throw new InvalidDataException($"a header of {size:N0} bytes, the limit is {MaxHeader:N0}");

        var data = new byte[size];
        ReadExactly(data);
        Skip(-size & (Block - 1));
        return data;
    }

    /// <summary>GNU's old sparse files: blocks with more of the map follow as long as the one before says so.</summary>
    private void SkipSparseMap()
    {
        for (var hasMore = _block[482] != 0; hasMore; hasMore = _block[504] != 0)
            ReadExactly(_block);
    }

    /// <summary>What stands behind the end mark would be passed over; joined archives look like that.</summary>
    private void CheckPadding()
    {
        var rest = new byte[1 << 16];
        for (int read; (read = ReadSome(rest)) > 0;)
        {
            if (rest.AsSpan(0, read).ContainsAnyExcept((byte)0))
                throw new InvalidDataException("it goes on behind its end mark. Were archives joined? Give them one by one");
        }
    }

    private void Skip(long count)
    {
        // A seek behind the end would hide that the archive is cut off.
        if (content.CanSeek && content.Length - content.Position >= count)
        {
            content.Position += count;
            return;
        }

        var rest = count > 0 ? new byte[Math.Min(count, 1 << 16)] : [];
        for (; count > 0; count -= rest.Length)
            ReadExactly(rest.AsSpan(0, (int)Math.Min(count, rest.Length)));
    }

    private void ReadExactly(Span<byte> target)
    {
        while (!target.IsEmpty)
        {
            var read = ReadSome(target);
            if (read == 0)
                throw new EndOfStreamException("it is cut off, or has no end mark");

            target = target[read..];
        }
    }

    private int ReadSome(Span<byte> target)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return content.Read(target);
    }
}
