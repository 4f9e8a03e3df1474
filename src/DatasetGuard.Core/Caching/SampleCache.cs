using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Caching;

/// <summary>Decoded samples by their content, and contents by the identity of their files. Safe from many threads.</summary>
/// <remarks>Files that could not be decoded are not kept: whether a limit of time was met is not in their bytes, and to refuse them again is quick.</remarks>
internal sealed class SampleCache(ScanCache cache, DecodeLimits limits)
{
    /// <summary>How long a file must have rested before it was read: a clock that ticks slowly gives a later write the same time of change.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    /// <summary>File systems whose times of change this system keeps itself; a server, an image or a program behind a mount may tell any time.</summary>
    private static readonly HashSet<string> LocalFileSystems = new(StringComparer.Ordinal) { "ext2", "ext3", "ext4", "ext2/ext3", "xfs", "btrfs", "f2fs", "zfs", "tmpfs", "bcachefs", "overlay", "overlayfs" };

    private readonly ConcurrentDictionary<ulong, bool> _isLocal = [];

    // Another user may not be allowed to read what this one read.
    private readonly string _user = Environment.UserName;

    /// <summary>Finds a file without reading it, when nobody can have written to it since it was read.</summary>
    /// <param name="content">Where the sample is.</param>
    /// <param name="blank">Its name and labels.</param>
    public (Sample Sample, CachedBody Views)? FindUnread(SampleContent content, Sample blank)
    {
        if (!cache.TrustsFiles || content is not SampleContent.InFile file || FileIdentity.Of(file.Path) is not { } identity || identity.Length != file.Length || !IsLocal(file.Path, identity))
            return null;

        return cache.Find(KeyOf(file.Path, identity)) is { Head.Length: SHA256.HashSizeInBytes } entry
            ? Find(content, blank with { ContentHash = Convert.ToHexStringLower(entry.Head) })
            : null;
    }

    /// <param name="content">Where the sample is.</param>
    /// <param name="blank">Its name, its labels and the hash of its content.</param>
    public (Sample Sample, CachedBody Views)? Find(SampleContent content, Sample blank)
    {
        if (cache.Find(KeyOf(content, blank.ContentHash)) is not { } entry)
            return null;

        var sample = SampleRecord.Read(entry.Head, blank);
        return sample.Facts is { } facts && ImageViews.RecordLength(facts) == entry.Body.Length ? (sample, entry.Body) : null;
    }

    /// <param name="content">Where the sample was.</param>
    /// <param name="sample">Decoded.</param>
    /// <param name="views">As <see cref="ImageViews"/> writes them.</param>
    public void Add(SampleContent content, Sample sample, ReadOnlySpan<byte> views)
    {
        var record = new RecordWriter();
        SampleRecord.Write(record, sample);
        cache.Add(KeyOf(content, sample.ContentHash), record.Bytes, views);
    }

    /// <summary>Remembers what a file that has rested holds.</summary>
    /// <param name="file">The file.</param>
    /// <param name="identity">As it was before it was read and after.</param>
    /// <param name="contentHash">Of the bytes that were read.</param>
    public void AddIdentity(SampleContent.InFile file, FileIdentity identity, string contentHash)
    {
        var horizon = (cache.Time.GetUtcNow() - Rest - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        if (identity.Changed >= horizon || !IsLocal(file.Path, identity))
            return;

        var key = KeyOf(file.Path, identity);
        var hash = Convert.FromHexString(contentHash);
        if (cache.Find(key) is { } known)
        {
            if (known.Head.AsSpan().SequenceEqual(hash))
                return;

            // Somebody has written to it past the system.
            known.Body.Pack.Discard();
        }

        cache.Add(key, hash, []);
    }

    private bool IsLocal(string path, FileIdentity identity) => _isLocal.GetOrAdd(identity.Device, _ =>
    {
        try
        {
            return LocalFileSystems.Contains(new DriveInfo(path).DriveFormat);
        }
        catch (Exception error) when (StorageFault.Is(error))
        {
            return false;
        }
    });

    /// <summary>Pixels without a format have their size in the key, since it is not in their bytes.</summary>
    private CacheKey KeyOf(SampleContent content, string contentHash)
    {
        Span<byte> key = stackalloc byte[64];
        key.Clear();
        key[0] = (byte)'s';
        Convert.FromHexString(contentHash, key.Slice(1, SHA256.HashSizeInBytes), out _, out _);
        MemoryMarshal.Write(key[33..], limits.MaxBytes);
        MemoryMarshal.Write(key[41..], limits.MaxPixels);
        if (content is SampleContent.Raw raw)
        {
            MemoryMarshal.Write(key[49..], raw.Pixels.Width);
            MemoryMarshal.Write(key[53..], raw.Pixels.Height);
            MemoryMarshal.Write(key[57..], raw.Pixels.Channels);
        }

        return CacheKey.Of(key);
    }

    private CacheKey KeyOf(string path, FileIdentity identity)
    {
        var key = new RecordWriter();
        key.Write("file"u8).Write(_user).Write(path).Write(identity);
        return CacheKey.Of(key.Bytes);
    }
}
