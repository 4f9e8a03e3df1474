using System.Security.Cryptography;
using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Core.Scanning;

/// <summary>The encoder that will be transferred: a model file, and how pictures are put into it; or the features that it gave.</summary>
/// <param name="Path">The model, or an array of features.</param>
/// <param name="Digest">SHA-256 of the file in lower-case hexadecimal; whoever opens the model checks that it is still the same.</param>
public sealed record FeatureSource(string Path, string Digest)
{
    /// <summary>The largest model that is read.</summary>
    public const long MaxBytes = 1 << 30;

    /// <summary>It is an NPY array of features, one row for each sample of the dataset, and no model.</summary>
    public bool IsArray { get; init; }

    /// <summary>It is the model under audit, which was trained on this data: outliers are looked for in its features in place of the surrogate's.</summary>
    public bool IsAudited { get; init; }

    /// <summary>The output that is the features; null for the usual one.</summary>
    public string? Layer { get; init; }

    /// <summary>One for all channels or one a channel, where 1 is white: the model gets (pixel / 255 - mean) / deviation.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0];

    /// <summary>One for all channels or one a channel; see <see cref="Mean"/>.</summary>
    public IReadOnlyList<double> Deviation { get; init; } = [1];

    /// <exception cref="IOException">It cannot be read, is empty or too large, or is no plain file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FeatureSource Of(string path)
    {
        using var file = WholeFile.OpenPlain(path);
        CheckLength(file);
        Span<byte> start = stackalloc byte[16];
        var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return new FeatureSource(path, Convert.ToHexStringLower(SHA256.HashData(file))) { IsArray = FeatureArray.Is(start[..read]) };
    }

    /// <summary>The bytes of the model, all of them read once, so that what is used is what has the digest.</summary>
    /// <exception cref="IOException">It cannot be read, or is no longer what was asked for.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public byte[] ReadModel()
    {
        using var file = WholeFile.OpenPlain(Path);
        CheckLength(file);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == Digest ? bytes : throw new IOException("The model has changed during the scan.");
    }

    private static void CheckLength(FileStream file)
    {
        if (file.Length > MaxBytes)
            throw new IOException($"It has {file.Length:N0} bytes; models of up to {MaxBytes:N0} are read.");
    }
}
