using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace DatasetGuard.Core.Caching;

/// <summary>SHA-256 over everything that an entry of the cache depends on, so that an entry is never out of date: what changed has another key.</summary>
/// <param name="High">The first half, by which entries are found.</param>
/// <param name="Low">The second half, which the entry's digest covers.</param>
internal readonly record struct CacheKey(UInt128 High, UInt128 Low)
{
    /// <summary>The key of a record that begins with the kind of the entry.</summary>
    public static CacheKey Of(ReadOnlySpan<byte> inputs)
    {
        Span<UInt128> digest = stackalloc UInt128[2];
        SHA256.HashData(inputs, MemoryMarshal.AsBytes(digest));
        return new CacheKey(digest[0], digest[1]);
    }
}
