using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Core.Reports;

/// <summary>The repository that the user works in: code hosts name files from its root, with links resolved, wherever the scan was started.</summary>
public sealed class RepositoryFolder
{
    private readonly string _root;

    private RepositoryFolder(string root) => _root = ContainedFile.RealPath(new DirectoryInfo(root));

    /// <summary>Null when the folder lies in no repository.</summary>
    public static RepositoryFolder? Around(string folder) => RootOf(folder) is { } root ? new RepositoryFolder(root) : null;

    /// <summary>The root of the repository that a folder lies in; null when it lies in none.</summary>
    public static string? RootOf(string folder)
    {
        for (var place = new DirectoryInfo(folder); place is not null; place = place.Parent)
        {
            // A file in work trees and submodules, a folder elsewhere.
            if (Path.Exists(Path.Combine(place.FullName, ".git")))
                return place.FullName;
        }

        return null;
    }

    /// <param name="path">A file or folder as the user named it, from the current folder; it need not exist.</param>
    /// <returns>Relative to the root, with <c>/</c>; null when it lies outside.</returns>
    public string? PathOf(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var real = Directory.Exists(full)
            ? ContainedFile.RealPath(new DirectoryInfo(full))
            : Path.Combine(ContainedFile.RealPath(new FileInfo(full).Directory!), Path.GetFileName(full));
        return ContainedFile.IsAtOrBelow(real, _root) ? Path.GetRelativePath(_root, real).Replace(Path.DirectorySeparatorChar, '/') : null;
    }
}
