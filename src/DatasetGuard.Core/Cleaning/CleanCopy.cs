using DatasetGuard.Core.Copies;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Cleaning;

/// <summary>Writes a dataset without what is in <see cref="Quarantine"/>: as an image folder, or as a manifest of the files that stay.</summary>
/// <remarks>
/// The source is only read, a second time, and every image must have the bytes that were scanned. A folder gets the original bytes (a link to
/// the source would let a later change of the copy change the source); pixels without a file become PNG. What is written appears under its
/// name when it is complete.
/// </remarks>
/// <example><code>
/// var source = new CleanSource(["data/train"], "auto", options);
/// CleanCopy.Check("data/clean", source);
/// var result = new Scanner(rules, options, progress).Run(source.Paths, source.Format, token);
/// if (result.Verdict != Verdict.Incomplete)
///     CleanCopy.Write(result, source, "data/clean", progress, token);
/// </code></example>
public static class CleanCopy
{
    private static readonly string[] OtherLists = [".tsv", ".jsonl", ".ndjson", ".json", ".tar", ".zip"];

    /// <summary>Says before a long scan what would be in the way after it.</summary>
    /// <param name="target">A folder that does not exist or is empty, or a file that does not exist and ends in <c>.csv</c>.</param>
    /// <param name="source">What will be scanned.</param>
    /// <exception cref="CleanTargetException">The target is taken, lies in the dataset, or cannot hold it.</exception>
    /// <exception cref="DatasetException">The dataset cannot be opened.</exception>
    public static void Check(string target, CleanSource source)
    {
        var extension = Path.GetExtension(target).ToLowerInvariant();
        if (source.HoldsVectors)
            throw new CleanTargetException("Feature vectors are not copied: their rows are numbered, and whatever else belongs to row 7 would no longer. quarantine.csv of --output lists the rows to leave out.");
        if (OtherLists.Contains(extension))
            throw new CleanTargetException($"A clean copy is a folder or a manifest that ends in .csv, not '{Printable.Text(target)}'.");
        if (IsManifest(target))
            CleanManifest.Check(target, source);
        else if (StagedFolder.Fault(target, source.Paths) is { } fault)
            throw new CleanTargetException(fault);
    }

    /// <param name="result">A scan that was not incomplete.</param>
    /// <param name="source">What was scanned.</param>
    /// <param name="target">As for <see cref="Check"/>.</param>
    /// <param name="progress">Told of the writing.</param>
    /// <param name="cancellationToken">Stops between two samples and leaves nothing behind.</param>
    /// <returns>What was written; nothing at all where no sample stays.</returns>
    /// <exception cref="CleanTargetException">The target is taken or cannot hold the dataset.</exception>
    /// <exception cref="DatasetException">The dataset is not as it was scanned.</exception>
    /// <exception cref="ReportException">The target cannot be written.</exception>
    public static CleanReport Write(ScanResult result, CleanSource source, string target, IScanProgress progress, CancellationToken cancellationToken)
    {
        if (result.Verdict == Verdict.Incomplete)
            throw new ArgumentException("What an incomplete scan did not look at cannot be called clean.", nameof(result));

        Check(target, source);
        var selection = new CleanSelection(result);
        var report = new CleanReport(target, selection.Samples.Count, selection.Quarantined, selection.Uncopied, selection.LostClasses);
        if (report.Written == 0)
            return report;

        progress.Begin("Writing the clean copy", selection.Samples.Count);
        var samples = new SecondReading(source, result.Dataset).Read(selection.Samples, cancellationToken).Select(sample =>
        {
            progress.Advance(1);
            return sample;
        });
        try
        {
            if (IsManifest(target))
                CleanManifest.Write(target, samples, result.Dataset);
            else
                CleanFolder.Write(target, samples, new CleanLayout(result.Dataset, selection.Samples));
        }
        catch (Exception error) when (StorageFault.Is(error))
        {
            throw new ReportException(
                $"The clean copy cannot be written to '{Printable.Text(target)}': {Printable.Line(error.Message)} Free some space or name another place.",
                error);
        }

        return report;
    }

    private static bool IsManifest(string target) => target.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
}
