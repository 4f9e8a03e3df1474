using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace DatasetGuard.Core.Caching;

/// <summary>How a pack, one file of the cache, is laid out.</summary>
/// <remarks>
/// Magic and engine; the records, each two digests, head, body; the rows of the index in the order of their keys; the footer. A pack is
/// written beside its name and renamed when it is whole, and never changes afterwards, so that any number of scans share a folder without locks.
/// Numbers are in the machine's own byte order: another machine is another engine.
/// </remarks>
internal static class PackFormat
{
    public const string Extension = ".pack";
    public const string Unfinished = ".unfinished";

    public const int EngineLength = 32;

    /// <summary>Digest of the head, digest of the body.</summary>
    public const int RecordStart = 32;

    public static ReadOnlySpan<byte> Magic => "DatasetGuard p1\n"u8;

    public static int HeaderLength => Magic.Length + EngineLength;

    /// <summary>The head's digest binds it to its key and to its body.</summary>
    public static UInt128 HeadDigest(CacheKey key, UInt128 bodyDigest, ReadOnlySpan<byte> head)
    {
        // One call on one piece of memory takes half as long as an incremental hash, and this is done for every file.
        const int BoundLength = 48;
        const int StackLength = 512;
        var length = BoundLength + head.Length;
        var bytes = length <= StackLength ? stackalloc byte[StackLength] : new byte[length];
        MemoryMarshal.Write(bytes, key.High);
        MemoryMarshal.Write(bytes[16..], key.Low);
        MemoryMarshal.Write(bytes[32..], bodyDigest);
        head.CopyTo(bytes[BoundLength..]);
        return Digest(bytes[..length]);
    }

    public static UInt128 Digest(ReadOnlySpan<byte> bytes)
    {
        Span<UInt128> digest = stackalloc UInt128[2];
        SHA256.HashData(bytes, MemoryMarshal.AsBytes(digest));
        return digest[0];
    }

    public static UInt128 IndexDigest(ReadOnlySpan<byte> engine, ReadOnlySpan<byte> rows)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(engine);
        hash.AppendData(rows);
        Span<UInt128> digest = stackalloc UInt128[2];
        hash.GetHashAndReset(MemoryMarshal.AsBytes(digest));
        return digest[0];
    }
}

/// <param name="Key">First half of the entry's key.</param>
/// <param name="Position">First byte of the record.</param>
/// <param name="HeadLength">Bytes of the short part.</param>
/// <param name="BodyLength">Bytes of the long part.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct PackRow(UInt128 Key, long Position, int HeadLength, int BodyLength);

/// <param name="Digest">Over engine and rows.</param>
/// <param name="IndexPosition">First byte of the rows.</param>
/// <param name="Rows">Their number.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct PackFooter(UInt128 Digest, long IndexPosition, long Rows);
