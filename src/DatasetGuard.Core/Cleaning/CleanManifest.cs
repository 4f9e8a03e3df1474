using DatasetGuard.Core.Copies;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Reports;

namespace DatasetGuard.Core.Cleaning;

/// <summary>A clean copy as a manifest of the files that stay: <c>path,label,split</c>, with paths relative to its folder.</summary>
/// <remarks>
/// It is read back before it gets its name, and must say exactly what was to be written: a label or a file name that the format or a
/// spreadsheet would change is refused, not changed.
/// </remarks>
internal static class CleanManifest
{
    private const string Unfinished = ".unfinished";

    /// <exception cref="CleanTargetException">The file is there, lies in the dataset, or could not name the images.</exception>
    public static void Check(string target, CleanSource source)
    {
        var shown = Printable.Text(target);
        if (Path.Exists(target))
            throw new CleanTargetException($"'{shown}' is there already. Name a new file for the clean manifest.");
        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(target))))
            throw new CleanTargetException($"The folder of '{shown}' is not there. A manifest names what lies below its folder: put it into one above the images.");
        if (StagedFolder.LiesIn(target, source.Paths))
            throw new CleanTargetException($"'{shown}' lies in the dataset, which is not to be changed. Put the clean manifest beside the dataset's folder.");

        var folder = RealFolderOf(target);
        for (var root = 0; root < source.Paths.Count; root++)
        {
            var format = source.Open(root).Format;
            if (format is not ("imagefolder" or "csv" or "jsonl" or "coco"))
                throw new CleanTargetException($"The images of '{Printable.Text(source.Paths[root])}' are no files of their own, so no manifest can name them. Give --clean-to a folder.");
            if (DatasetRoot.Of(source.Paths[root], format).ImageFolder is { } images && !ContainedFile.IsAtOrBelow(ContainedFile.RealPath(new DirectoryInfo(Path.GetFullPath(images))), folder))
                throw Elsewhere(target);
        }
    }

    /// <exception cref="CleanTargetException">A file lies outside of the manifest's folder, or a name cannot be written as it is.</exception>
    public static void Write(string target, IEnumerable<CleanSample> samples, Dataset dataset)
    {
        var full = Path.GetFullPath(target);
        var folder = RealFolderOf(full);
        ManifestFile.Entry[] entries = [.. samples.Select(sample => EntryOf(sample, folder, dataset, target)).OrderBy(entry => entry.File, StringComparer.Ordinal).ThenBy(entry => entry.Label, StringComparer.Ordinal)];
        var staged = full + Unfinished;
        try
        {
            WriteFile(staged, entries);
            CheckReadsBack(staged, entries);
            File.Move(staged, full);
        }
        finally
        {
            File.Delete(staged);
        }
    }

    private static ManifestFile.Entry EntryOf(CleanSample sample, string folder, Dataset dataset, string target)
    {
        var file = ((SampleContent.InFile)sample.Content).Path;
        if (!file.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw Elsewhere(target);

        // A name that a spreadsheet would take for a formula is the same path with the current folder before it.
        var path = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
        var split = sample.Sample.SplitIndex < 0 ? null : dataset.Splits[sample.Sample.SplitIndex];
        return new ManifestFile.Entry(CsvTable.IsFormula(path) ? $"./{path}" : path, dataset.ClassOf(sample.Sample), split, Line: 0);
    }

    private static string RealFolderOf(string target) => ContainedFile.RealPath(new FileInfo(Path.GetFullPath(target)).Directory!);

    private static CleanTargetException Elsewhere(string target) => new(
        $"The images do not lie below the folder of '{Printable.Text(target)}', and a manifest may not lead out of its own. Put it into a folder above them, or give --clean-to a folder.");

    private static void WriteFile(string path, ManifestFile.Entry[] entries)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        using var table = new CsvTable(file);
        table.AddRow("path", "label", "split");
        foreach (var entry in entries)
            table.AddRow(entry.File, entry.Label, entry.Split);
    }

    private static void CheckReadsBack(string path, ManifestFile.Entry[] entries)
    {
        var read = 0;
        foreach (var entry in new ManifestFile(path).Read())
        {
            if (read == entries.Length || entry with { Line = 0 } != entries[read] || SafePath.TryNormalise(entry.File!, out _) is not { } safe || !entry.File!.EndsWith(safe, StringComparison.Ordinal))
                throw CannotBeNamed(entries[Math.Min(read, entries.Length - 1)]);

            read++;
        }

        if (read < entries.Length)
            throw CannotBeNamed(entries[read]);
    }

    private static CleanTargetException CannotBeNamed(ManifestFile.Entry entry) =>
        new($"A manifest cannot name '{Printable.Text(entry.File!)}' of class '{Printable.Text(entry.Label ?? "")}' exactly as they are called. Give --clean-to a folder.");
}
