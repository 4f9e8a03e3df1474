using System.Security.Cryptography;
using DatasetGuard.Core.Configuration;

namespace DatasetGuard.Core.Provenance.Croissant;

/// <summary>What a Croissant file (MLCommons, versions 1.0 and 1.1) says of a dataset, as far as it can be held against what is read.</summary>
public sealed record CroissantDeclaration
{
    /// <summary>Bytes of a file: some hundred thousand images.</summary>
    internal const int MaxLength = 256 * 1024 * 1024;

    /// <summary>Where it was read, as the user would name it; its paths begin in the folder of this file.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of the file in lower-case hexadecimal.</summary>
    public required string Digest { get; init; }

    /// <summary>The <c>FileObject</c>s.</summary>
    public IReadOnlyList<DeclaredFile> Files { get; init; } = [];

    /// <summary>There are <c>FileSet</c>s, so that the files are not all named.</summary>
    public bool HasFileSets { get; init; }

    /// <summary>For each split every word for it; empty when none are declared.</summary>
    public IReadOnlyList<IReadOnlySet<string>> Splits { get; init; } = [];

    /// <summary>For each label every word for it, such as its number and its name; empty when none are declared.</summary>
    public IReadOnlyList<IReadOnlySet<string>> Labels { get; init; } = [];

    /// <summary>Images whose label or split the file itself holds.</summary>
    public IReadOnlyList<DeclaredImage> Images { get; init; } = [];

    /// <exception cref="ConfigurationException">There is no such file, or it is no Croissant file; with the reason.</exception>
    public static CroissantDeclaration Read(string path) =>
        NamedFile.Read(path, MaxLength, "the Croissant file", "", bytes => Parse(bytes, path));

    /// <param name="bytes">The content of a file.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="ConfigurationException">It is no Croissant file; with the reason.</exception>
    public static CroissantDeclaration Parse(byte[] bytes, string name) =>
        new CroissantParser(name).Parse(bytes) with { Digest = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
}

/// <param name="Name">For messages.</param>
/// <param name="Paths">What its address may mean below the folder of the Croissant file, or in the container; empty when it lies elsewhere.</param>
/// <param name="Sha256">In lower-case hexadecimal; null when there is none that could be one.</param>
/// <param name="Container">The <c>@id</c> of the archive that it is in; null when it is a file of its own.</param>
public sealed record DeclaredFile(string Name, IReadOnlyList<string> Paths, string? Sha256, string? Container)
{
    /// <summary>The last part of its address, under which others keep it.</summary>
    public string FileName { get; init; } = "";
}

/// <param name="Path">As in the record.</param>
/// <param name="Label">Null when the record has none.</param>
/// <param name="Split">Null when the record has none.</param>
public sealed record DeclaredImage(string Path, string? Label, string? Split)
{
    /// <summary>The records have labels, so that one without has none on purpose.</summary>
    public bool HasLabel { get; init; }
}
