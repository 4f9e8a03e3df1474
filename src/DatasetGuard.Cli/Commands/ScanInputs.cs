using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Provenance;

namespace DatasetGuard.Cli.Commands;

/// <summary>The files besides the images that the outcome of a scan depends on.</summary>
internal static class ScanInputs
{
    /// <param name="request">What was scanned, and how.</param>
    /// <param name="dataset">What was read.</param>
    /// <param name="baselineFile">Where the baseline was read.</param>
    /// <param name="baseline">The accepted findings; null without any.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <exception cref="IOException">A file of the dataset is gone.</exception>
    public static IReadOnlyList<InputFile> Of(ScanRequest request, Dataset dataset, string? baselineFile, Baseline? baseline, CancellationToken cancellationToken)
    {
        var inputs = new List<InputFile>();
        void Add(InputKind kind, string? path, string? digest)
        {
            if (path is not null && digest is not null)
                inputs.Add(new InputFile(kind, path, digest));
        }

        Add(InputKind.Configuration, request.Configuration.File, request.Configuration.Digest);
        Add(InputKind.Baseline, baselineFile, baseline?.Digest);
        Add(InputKind.Accepted, request.Options.Accepted?.File, request.Options.Accepted?.Digest);
        Add(InputKind.Features, request.Options.Features?.Path, request.Options.Features?.Digest);
        Add(InputKind.Croissant, request.Options.Declared?.File, request.Options.Declared?.Digest);
        foreach (var root in dataset.Roots)
        {
            cancellationToken.ThrowIfCancellationRequested();
            inputs.AddRange(DataFiles.Of(root, cancellationToken));
        }

        return inputs;
    }
}
