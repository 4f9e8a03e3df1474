using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Core.Copies;

/// <summary>A folder that appears under its name only when it is complete: it is filled under another name beside it, then renamed.</summary>
public sealed class StagedFolder : IDisposable
{
    private readonly string _output;
    private readonly string _staging;
    private bool _isDone;

    private StagedFolder(string output)
    {
        _output = output;
        var parent = Path.GetDirectoryName(output)!;
        Directory.CreateDirectory(parent);
        _staging = Path.Combine(parent, $".{Path.GetFileName(output)}.{Path.GetRandomFileName()}.partial");
        Directory.CreateDirectory(_staging);
    }

    /// <summary>Why a copy cannot go there, and what to do; null where it can.</summary>
    /// <param name="output">A folder that does not exist or is empty.</param>
    /// <param name="datasets">What is copied: in no folder of these may the copy lie, by way of links or not.</param>
    public static string? Fault(string output, IReadOnlyList<string> datasets)
    {
        var shown = Printable.Text(output);
        if (File.Exists(output))
            return $"'{shown}' is a file. Name a new folder for the copy.";
        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any())
            return $"The folder '{shown}' is not empty. Name a new folder for the copy, or empty this one first.";

        return LiesIn(output, datasets)
            ? $"The folder '{shown}' lies in the dataset, which would then hold its own copy. Name a folder outside."
            : null;
    }

    /// <summary>True when a path, which need not exist, lies in one of the datasets that are folders, or is one of them.</summary>
    public static bool LiesIn(string output, IReadOnlyList<string> datasets)
    {
        var real = RealPath(new DirectoryInfo(Full(output)));
        return datasets.Where(Directory.Exists).Any(dataset => ContainedFile.IsAtOrBelow(real, ContainedFile.RealPath(new DirectoryInfo(Full(dataset)))));
    }

    /// <summary>The links of what exists of the path are resolved; what comes below does not exist, so it is no link.</summary>
    private static string RealPath(DirectoryInfo folder) => folder.Exists || folder.Parent is null
        ? ContainedFile.RealPath(folder)
        : Path.Combine(RealPath(folder.Parent), folder.Name);

    /// <exception cref="IOException">The folder beside the output cannot be made.</exception>
    public static StagedFolder Create(string output) => new(Full(output));

    /// <param name="path">Relative, with <c>/</c>; new.</param>
    /// <exception cref="InvalidOperationException">The path leads out of the folder.</exception>
    public FileStream CreateFile(string path)
    {
        var full = Path.GetFullPath(Path.Combine(_staging, path));
        if (!full.StartsWith(_staging + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new InvalidOperationException($"'{Printable.Text(path)}' leads out of the output folder.");

        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return new FileStream(full, FileMode.CreateNew, FileAccess.Write);
    }

    /// <summary>Gives the folder its name.</summary>
    /// <exception cref="IOException">Something of that name came to be meanwhile.</exception>
    public void Complete()
    {
        // An empty folder stands in the way of the rename; one that was filled meanwhile is not deleted, and this fails.
        if (Directory.Exists(_output))
            Directory.Delete(_output);

        Directory.Move(_staging, _output);
        _isDone = true;
    }

    public void Dispose()
    {
        if (_isDone)
            return;

        try
        {
            Directory.Delete(_staging, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What stopped the copy may stop the removal; the first error is the one to report, and the name of the rest says .partial.
        }
    }

    private static string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
