using System.Security.Cryptography;
using DatasetGuard.Core.Configuration;

namespace DatasetGuard.Core.Gating;

/// <summary>The content of a dataset as it was accepted: every file's digest, name and, where it is known, class.</summary>
/// <param name="Digest">SHA-256 of the file in lower-case hexadecimal.</param>
/// <param name="HasClasses">Whether the file says which class each image has; a plain <c>manifest.sha256</c> does not.</param>
/// <param name="Entries">In the order of the file; no name stands twice.</param>
public sealed record AcceptedManifest(string Digest, bool HasClasses, IReadOnlyList<AcceptedEntry> Entries)
{
    /// <summary>Where it was read, as the user would name it.</summary>
    public string File { get; init; } = "";

    /// <summary>What stands beside a baseline.</summary>
    public const string Extension = ".sha256";

    /// <summary>Bytes of a file: some three million images.</summary>
    internal const int MaxLength = 256 * 1024 * 1024;

    /// <summary>The accepted manifest that belongs to a baseline: beside it, with its name and another extension.</summary>
    public static string BesideBaseline(string baseline) =>
        Path.GetExtension(baseline) == Extension ? baseline + Extension : Path.ChangeExtension(baseline, Extension);

    /// <summary>Accepts the content of a dataset; the same dataset gives the same bytes.</summary>
    public static void Write(Datasets.Dataset dataset, Stream output) => AcceptedManifestText.Write(dataset, output);

    /// <exception cref="ConfigurationException">There is no such file, or it is no manifest; with file, line and reason.</exception>
    public static AcceptedManifest Read(string path) =>
        NamedFile.Read(path, MaxLength, "the accepted manifest", "'datasetguard baseline create' writes one.", bytes => Parse(bytes, path));

    /// <param name="bytes">The content of a file.</param>
    /// <param name="name">Its name for messages.</param>
    /// <exception cref="ConfigurationException">It is no manifest; with line and reason.</exception>
    public static AcceptedManifest Parse(byte[] bytes, string name)
    {
        var (hasClasses, entries) = new AcceptedManifestText(name).Parse(bytes);
        return new AcceptedManifest(Convert.ToHexStringLower(SHA256.HashData(bytes)), hasClasses, entries) { File = name };
    }
}

/// <param name="Path">The id of the sample.</param>
/// <param name="ContentHash">As <see cref="Datasets.Sample.ContentHash"/>; empty for a file that could not be read.</param>
/// <param name="Class">Null without a class, and where the file does not say.</param>
public sealed record AcceptedEntry(string Path, string ContentHash, string? Class);
