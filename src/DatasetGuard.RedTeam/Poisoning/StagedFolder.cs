using DatasetGuard.Core;

namespace DatasetGuard.RedTeam.Poisoning;

/// <summary>A folder that appears under its name only when it is complete: it is filled under another name beside it, then renamed.</summary>
internal sealed class StagedFolder : IDisposable
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

    /// <exception cref="PoisonException">The folder has something in it, or lies in the dataset.</exception>
    public static void Check(string output, string dataset)
    {
        var shown = Printable.Text(output);
        if (File.Exists(output))
            throw new PoisonException($"'{shown}' is a file. Name a new folder for the poisoned copy.");
        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any())
            throw new PoisonException($"The folder '{shown}' is not empty. Name a new folder for the poisoned copy, or empty this one first.");

        var (inside, outside) = (Full(output), Full(dataset));
        if (Directory.Exists(dataset) && inside.StartsWith(outside + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new PoisonException($"The folder '{shown}' lies in the dataset, which would then hold its own copy. Name a folder outside.");
    }

    public static StagedFolder Create(string output) => new(Full(output));

    /// <param name="path">Relative, with <c>/</c>.</param>
    public FileStream CreateFile(string path)
    {
        var full = Path.GetFullPath(Path.Combine(_staging, path));
        if (!full.StartsWith(_staging + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new InvalidOperationException($"'{Printable.Text(path)}' leads out of the output folder.");

        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return new FileStream(full, FileMode.CreateNew, FileAccess.Write);
    }

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
