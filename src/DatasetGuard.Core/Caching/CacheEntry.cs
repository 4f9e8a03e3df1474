namespace DatasetGuard.Core.Caching;

/// <summary>What the cache has for a key.</summary>
/// <param name="Head">The short part, read and verified.</param>
/// <param name="Body">The long part, which is read when it is wanted.</param>
internal readonly record struct CacheEntry(byte[] Head, CachedBody Body);

/// <param name="Pack">The file that holds it.</param>
/// <param name="Position">First byte in the file.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Digest">What the bytes are verified by.</param>
internal readonly record struct CachedBody(CachePack Pack, long Position, int Length, UInt128 Digest)
{
    /// <param name="target"><see cref="Length"/> bytes.</param>
    /// <exception cref="InvalidDataException">The file is damaged or has become too short; the pack knows it from now on.</exception>
    public void Read(Span<byte> target) => Pack.ReadBody(this, target);
}
