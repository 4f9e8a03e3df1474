using System.Security.Cryptography;
using System.Text;

namespace DatasetGuard.Core.Datasets;

/// <summary>All samples of a scan, in ordinal order of their ids, whatever order they were read in.</summary>
public sealed class Dataset
{
    public Dataset(string root, IReadOnlyList<string> formats, IReadOnlyList<string> classes, IReadOnlyList<string> splits, IReadOnlyList<Sample> samples)
    {
        Root = root;
        Roots = [DatasetRoot.Of(root, formats.Count == 0 ? "imagefolder" : formats[0])];
        Formats = formats;
        Classes = classes;
        Splits = splits;
        Samples = samples;
        HoldsVectors = samples.Any(sample => sample.VectorLength is not null);
        Digest = ComputeDigest(samples);
    }

    /// <summary>What the user asked to scan, as given; several are joined by spaces.</summary>
    public string Root { get; }

    /// <summary>Each of what the user asked to scan.</summary>
    public IReadOnlyList<DatasetRoot> Roots { get; init; }

    public IReadOnlyList<string> Formats { get; }

    /// <summary>Class names in ordinal order.</summary>
    public IReadOnlyList<string> Classes { get; }

    public IReadOnlyList<string> Splits { get; }

    public IReadOnlyList<Sample> Samples { get; }

    /// <summary>The samples are feature vectors, which have no pixels; a dataset never holds both.</summary>
    public bool HoldsVectors { get; }

    /// <summary>Files that are no images by their names and were left out.</summary>
    public int Ignored { get; init; }

    /// <summary>For each root that could not be read to its end: where and why. The samples before that place are here.</summary>
    public IReadOnlyList<string> Breaks { get; init; } = [];

    /// <summary>The label manifest, when the only root has one.</summary>
    public string? ManifestPath { get; init; }

    /// <summary>SHA-256 over the lines of <c>manifest.sha256</c>: content and names, not labels from outside the paths.</summary>
    public string Digest { get; }

    public string? ClassOf(Sample sample) => sample.ClassIndex < 0 ? null : Classes[sample.ClassIndex];

    /// <summary>The label manifest that a sample's line is in, at which findings point; null without one.</summary>
    public string? ManifestOf(Sample sample) => Roots[sample.Source.Root].Manifest ?? ManifestPath;

    /// <summary>One line of <c>manifest.sha256</c> as the sha256sum tool writes and checks it; zeros stand for a file that could not be read.</summary>
    public static string ManifestLine(Sample sample)
    {
        var hash = sample.ContentHash.Length == 0 ? new string('0', 64) : sample.ContentHash;
        return sample.Id.AsSpan().ContainsAny('\\', '\n', '\r')
            ? $"\\{hash}  {sample.Id.Replace("\\", "\\\\").Replace("\n", "\\n").Replace("\r", "\\r")}\n"
            : $"{hash}  {sample.Id}\n";
    }

    private static string ComputeDigest(IReadOnlyList<Sample> samples)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var sample in samples)
            hash.AppendData(Encoding.UTF8.GetBytes(ManifestLine(sample)));

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
