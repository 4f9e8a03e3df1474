using System.Runtime.ExceptionServices;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Reports.Html;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports;

/// <summary>Puts a finished scan into a folder, all reports and pictures.</summary>
public static class ReportFolder
{
    /// <summary>A killed run leaves such files; the next one overwrites or removes them.</summary>
    private const string Unfinished = ".unfinished";

    /// <summary>What a folder gets. The other formats are for stdout.</summary>
    private static readonly IReportWriter[] Writers =
    [
        new SarifReport(),
        new CodeScanningReport(),
        new MarkdownReport(),
        new JUnitReport(),
        new ScoresReport(),
        new QuarantineReport(),
        new ManifestReport(),
        new CroissantReport(),
        new HtmlReport(),

        // Last, for it tells that the others are there.
        new JsonReport(),
    ];

    /// <summary>
    /// Everything is written beside its place before the first file takes it, so a run that is killed or out of disk leaves the old reports.
    /// Pictures of earlier runs are removed at the end, other files are not touched.
    /// </summary>
    /// <exception cref="ReportException">The folder cannot be written.</exception>
    public static void Write(ScanResult result, string folder)
    {
        var evidence = Path.Combine(folder, EvidenceFiles.Folder);
        var pictures = Pictures(result).Select(picture => (Path.Combine(evidence, picture.Name), (Action<Stream>)(output => EvidenceFiles.Write(picture.Pixels, output))));
        var reports = Writers.Select(writer => (Path.Combine(folder, writer.FileName), (Action<Stream>)(output => writer.Write(result, output))));
        WriteAll(folder, [.. pictures, .. reports], written => RemoveOldPictures(evidence, written));
    }

    /// <summary>Puts files of another command's report into a folder, all of them or none.</summary>
    /// <param name="folder">Made when it is not there.</param>
    /// <param name="files">Plain names, each with what writes it.</param>
    /// <exception cref="ReportException">The folder cannot be written.</exception>
    public static void Write(string folder, IReadOnlyList<(string Name, Action<Stream> Write)> files) =>
        WriteAll(folder, [.. files.Select(file => (Path.Combine(folder, file.Name), file.Write))]);

    /// <summary>Everything is written beside its place, side by side, before the first file takes it; they take it in their order.</summary>
    private static void WriteAll(string folder, List<(string Path, Action<Stream> Write)> files, Action<List<string>>? clean = null)
    {
        var paths = files.ConvertAll(file => file.Path);
        try
        {
            foreach (var parent in paths.Select(Path.GetDirectoryName).Distinct())
                Directory.CreateDirectory(parent!);

            WriteSideBySide(files);
            foreach (var path in paths)
                File.Move(path + Unfinished, path, overwrite: true);

            clean?.Invoke(paths);
        }
        catch (Exception error) when (StorageFault.Is(error))
        {
            RemoveUnfinished(paths);
            throw new ReportException(
                $"The reports cannot be written to '{Printable.Text(folder)}': {Printable.Line(error.Message)} Free some space or name another folder.",
                error);
        }
    }

    private static void WriteSideBySide(List<(string Path, Action<Stream> Write)> files)
    {
        try
        {
            Parallel.ForEach(files, file =>
            {
                using var output = new FileStream(file.Path + Unfinished, FileMode.Create, FileAccess.Write, FileShare.None);
                file.Write(output);
            });
        }
        catch (AggregateException errors)
        {
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }
    }

    private static IEnumerable<(string Name, PixelBuffer Pixels)> Pictures(ScanResult result) => result.Findings
        .Concat(result.Suppressed.Select(accepted => accepted.Finding))
        .SelectMany(finding => finding.Pictures.Select(picture => (Name: EvidenceFiles.NameOf(finding, picture), picture.Pixels)))
        .DistinctBy(picture => picture.Name);

    private static void RemoveOldPictures(string evidence, List<string> written)
    {
        if (!Directory.Exists(evidence))
            return;

        foreach (var path in Directory.GetFiles(evidence).Except(written))
        {
            var name = Path.GetFileName(path);
            if (EvidenceFiles.IsOurs(name.EndsWith(Unfinished, StringComparison.Ordinal) ? name[..^Unfinished.Length] : name))
                File.Delete(path);
        }

        if (!Directory.EnumerateFileSystemEntries(evidence).Any())
            Directory.Delete(evidence);
    }

    private static void RemoveUnfinished(List<string> written)
    {
        foreach (var path in written)
        {
            try
            {
                File.Delete(path + Unfinished);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The first error is the one to tell; what is left is overwritten by the next run.
            }
        }
    }
}
