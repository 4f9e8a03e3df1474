using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Core.Provenance;

/// <summary>The files of a dataset whose images are no files of their own: archives, arrays and lists, which others know by their digests.</summary>
/// <remarks>They are read again after the scan, so whoever writes to them meanwhile gets a digest that does not fit the images.</remarks>
public static class DataFiles
{
    /// <exception cref="IOException">A file is gone.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static IReadOnlyList<InputFile> Of(DatasetRoot root, CancellationToken cancellationToken)
    {
        var files = new List<InputFile>();
        if (root.Manifest is { } manifest)
            files.Add(InputFile.Of(InputKind.Labels, manifest));

        foreach (var path in PathsOf(root).Where(path => path != root.Manifest))
        {
            cancellationToken.ThrowIfCancellationRequested();
            files.Add(InputFile.Of(IsList(path) ? InputKind.Labels : InputKind.Data, path));
        }

        return files;
    }

    private static bool IsList(string path) => Path.GetExtension(path).ToLowerInvariant() is ".csv" or ".tsv" or ".json" or ".jsonl" or ".ndjson";

    private static IEnumerable<string> PathsOf(DatasetRoot root)
    {
        if (!Directory.Exists(root.Path))
            return [root.Path];
        if (root.ImageFolder is not null)
            return [];

        // Hidden files and links are left out, as by the readers.
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint };
        return Directory.EnumerateFiles(root.Path, "*", options).Where(path => new FileInfo(path).Length > 0).Order(StringComparer.Ordinal);
    }
}
