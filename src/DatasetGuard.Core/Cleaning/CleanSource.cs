using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Cleaning;

/// <summary>What is scanned and then copied.</summary>
/// <param name="Paths">The roots, as the user gave them.</param>
/// <param name="Format">One of <see cref="DatasetFormats.Names"/>.</param>
/// <param name="Options">Those of the scan.</param>
public sealed record CleanSource(IReadOnlyList<string> Paths, string Format, ScanOptions Options)
{
    /// <exception cref="DatasetException">Nothing is there, or nothing that is known.</exception>
    internal bool HoldsVectors => Enumerable.Range(0, Paths.Count).Any(BeginsWithVector);

    /// <exception cref="DatasetException">Nothing is there, or nothing that is known.</exception>
    internal IDatasetReader Open(int root) => DatasetFormats.Open(Paths[root], Format, Options.Limits, Options.Labels);

    private bool BeginsWithVector(int root)
    {
        var reader = Open(root);
        try
        {
            return reader.Format == "npy" && reader.Read(CancellationToken.None).Take(1).Any(sample => sample.Content is SampleContent.Vector);
        }
        catch (DatasetException)
        {
            // The scan says why it cannot be read.
            return false;
        }
    }
}
