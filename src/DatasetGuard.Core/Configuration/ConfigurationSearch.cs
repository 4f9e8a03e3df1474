using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Reports;

namespace DatasetGuard.Core.Configuration;

/// <summary>Looks for the configuration file that belongs to where the user works.</summary>
/// <remarks>
/// From the current folder up to the repository's root, never from the dataset: its files are the attacker's, and a configuration among them
/// could switch the rules off that would find the poison. A file inside a dataset folder is passed over for the same reason, even when the
/// user stands in it. Without a repository only the current folder is looked at: above it may be folders that others can write, such as
/// <c>/tmp</c>.
/// </remarks>
/// <param name="Path">The file that was found; null when there is none.</param>
/// <param name="Refused">A file that was passed over, for it lies in a dataset.</param>
public sealed record ConfigurationSearch(string? Path, string? Refused)
{
    /// <param name="folder">Where the user works.</param>
    /// <param name="datasets">What is scanned.</param>
    public static ConfigurationSearch From(string folder, IReadOnlyList<string> datasets)
    {
        string? refused = null;
        foreach (var path in Folders(folder).Select(place => System.IO.Path.Combine(place, ConfigurationFile.Name)).Where(File.Exists))
        {
            if (!IsInside(path, datasets))
                return new ConfigurationSearch(path, refused);

            refused ??= path;
        }

        return new ConfigurationSearch(null, refused);
    }

    /// <summary>True when the file lies in a folder that is scanned, by way of links or not.</summary>
    public static bool IsInside(string file, IReadOnlyList<string> datasets)
    {
        var folder = ContainedFile.RealPath(new FileInfo(file).Directory!);
        return datasets.Where(Directory.Exists).Any(dataset => ContainedFile.IsAtOrBelow(folder, ContainedFile.RealPath(new DirectoryInfo(dataset))));
    }

    private static List<string> Folders(string start)
    {
        var folder = new DirectoryInfo(start);
        var folders = new List<string> { folder.FullName };
        if (RepositoryFolder.RootOf(start) is not { } root)
            return folders;

        for (; folder.FullName != root; folders.Add(folder.FullName))
            folder = folder.Parent!;

        return folders;
    }
}
