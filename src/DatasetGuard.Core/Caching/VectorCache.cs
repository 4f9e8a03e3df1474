using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Caching;

/// <summary>Feature vectors by the pictures that they are of and the model that gave them. Safe from many threads.</summary>
public sealed class VectorCache
{
    private readonly ScanCache _cache;
    private readonly byte[] _model;

    /// <param name="cache">Where they are kept.</param>
    /// <param name="source">The model, and how pictures go into it.</param>
    /// <param name="code">What runs the model: vectors of another build are not used.</param>
    public VectorCache(ScanCache cache, FeatureSource source, Assembly code)
    {
        _cache = cache;
        var model = new RecordWriter();
        model.Write("vector"u8).Write(source.Digest).Write(source.Layer);
        foreach (var values in new[] { source.Mean, source.Deviation })
            model.WriteAll(values, (writer, value) => writer.Write(value));

        EngineIdentity.WriteBuilds(model, code);
        _model = SHA256.HashData(model.Bytes);
    }

    /// <param name="picture">As the model is asked about it.</param>
    /// <param name="vector">Filled where true is returned.</param>
    /// <exception cref="InvalidDataException">The cache is damaged; the scan goes again without it.</exception>
    public bool TryFind(PixelBuffer picture, Span<float> vector)
    {
        var bytes = MemoryMarshal.AsBytes(vector);
        if (_cache.Find(KeyOf(picture)) is not { } entry || entry.Body.Length != bytes.Length)
            return false;

        entry.Body.Read(bytes);
        return true;
    }

    public void Add(PixelBuffer picture, ReadOnlySpan<float> vector) => _cache.Add(KeyOf(picture), [], MemoryMarshal.AsBytes(vector));

    private CacheKey KeyOf(PixelBuffer picture)
    {
        var key = new RecordWriter();
        key.Write(_model).Write(picture.Width).Write(picture.Height).Write(picture.Channels).Write(SHA256.HashData(picture.Pixels));
        return CacheKey.Of(key.Bytes);
    }
}
