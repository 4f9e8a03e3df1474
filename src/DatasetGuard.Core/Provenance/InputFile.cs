using System.Security.Cryptography;

namespace DatasetGuard.Core.Provenance;

/// <summary>A file that the outcome of a scan depends on.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Path">As the user would name it.</param>
/// <param name="Digest">SHA-256 of the file in lower-case hexadecimal.</param>
public sealed record InputFile(InputKind Kind, string Path, string Digest)
{
    /// <summary>Reads the whole file.</summary>
    /// <exception cref="IOException">It cannot be read, or is no plain file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static InputFile Of(InputKind kind, string path)
    {
        using var file = WholeFile.OpenPlain(path);
        return new InputFile(kind, path, Convert.ToHexStringLower(SHA256.HashData(file)));
    }
}

public enum InputKind
{
    Configuration,

    /// <summary>The accepted findings.</summary>
    Baseline,

    /// <summary>The accepted content.</summary>
    Accepted,

    /// <summary>The encoder, or what it gave.</summary>
    Features,

    /// <summary>What the publisher declares.</summary>
    Croissant,

    /// <summary>A list of images with their classes.</summary>
    Labels,

    /// <summary>An archive or array that the images are in.</summary>
    Data,
}
