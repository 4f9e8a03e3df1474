using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Provenance;
using DatasetGuard.Core.Provenance.Croissant;

namespace DatasetGuard.Core.Rules.Change;

/// <summary>Finds what a declaration names: among the samples, among the files that were scanned, and beside the declaration. Nothing is fetched.</summary>
internal sealed class DeclaredPlaces
{
    private readonly Dataset _dataset;
    private readonly string _folder;
    private readonly Dictionary<string, Sample> _samples;

    public DeclaredPlaces(CroissantDeclaration declared, Dataset dataset)
    {
        _dataset = dataset;
        _folder = Path.GetDirectoryName(Path.GetFullPath(declared.File))!;
        _samples = dataset.Samples.ToDictionary(sample => sample.Id, StringComparer.Ordinal);
    }

    public Sample? SampleOf(DeclaredFile file) => file.Paths.SelectMany(path => file.Container is null ? Ids(path) : IdsInArchives(path)).Select(Find).FirstOrDefault(sample => sample is not null);

    /// <param name="path">As a record names an image: by its id, or by its path.</param>
    public Sample? SampleOf(string path) =>
        IdsInArchives(path).Concat(SafePath.TryNormalise(path, out _) is { } safe ? Ids(safe) : []).Select(Find).FirstOrDefault(sample => sample is not null);

    /// <summary>The SHA-256 of an archive, array or list; null when it is not here.</summary>
    public string? DigestOf(DeclaredFile file)
    {
        if (file.Container is not null)
            return null;
        if (_dataset.Roots.FirstOrDefault(root => File.Exists(root.Path) && IsNamed(root, file)) is { } root)
            return InputFile.Of(InputKind.Data, root.Path).Digest;

        var real = ContainedFile.RealPath(new DirectoryInfo(_folder));
        var content = file.Paths.Select(path => ContainedFile.Open(new FileInfo(Path.Combine(real, path)), real)).OfType<SampleContent.InFile>().FirstOrDefault();
        return content is null ? null : InputFile.Of(InputKind.Data, content.Path).Digest;
    }

    /// <summary>It should be here: it is declared by a path, and of what is in an archive only where archives are what was scanned.</summary>
    public bool IsHere(DeclaredFile file) => file.Paths.Count > 0 && (file.Container is null || _dataset.Roots.Any(root => root.ImageFolder is null));

    private Sample? Find(string id) => _samples.GetValueOrDefault(id);

    /// <summary>Paths begin in the folder of the declaration; where that lies elsewhere, in the dataset.</summary>
    private IEnumerable<string> Ids(string path)
    {
        var full = Path.GetFullPath(Path.Combine(_folder, path));
        foreach (var root in _dataset.Roots.Where(root => root.ImageFolder is not null))
        {
            var relative = Path.GetRelativePath(Path.GetFullPath(root.ImageFolder is { Length: > 0 } folder ? folder : "."), full).Replace('\\', '/');
            if (!relative.StartsWith("../", StringComparison.Ordinal) && relative != "..")
                yield return root.Prefix + relative;
        }

        yield return path;
    }

    private IEnumerable<string> IdsInArchives(string path) => _dataset.Roots.Select(root => root.Prefix + path).Prepend(path);

    /// <summary>By its place, or by the last part of the address that it was got from.</summary>
    private bool IsNamed(DatasetRoot root, DeclaredFile file)
    {
        var full = Path.GetFullPath(root.Path);
        return file.Paths.Any(path => Path.GetFullPath(Path.Combine(_folder, path)) == full) || Path.GetFileName(full) is var name && (name == file.FileName || name == file.Name);
    }
}
