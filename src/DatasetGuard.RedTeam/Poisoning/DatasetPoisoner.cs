using DatasetGuard.Core;
using DatasetGuard.Core.Copies;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.RedTeam.Attacks;

namespace DatasetGuard.RedTeam.Poisoning;

/// <summary>Writes a copy of a dataset that is poisoned in a known way, to measure what would be caught.</summary>
/// <remarks>
/// The copy is an ImageFolder tree with <c>poison.csv</c> beside the images. Images that are not poisoned keep their bytes. Poisoned ones
/// are encoded again: PNG as PNG, JPEG with the settings of the file as near as they can be repeated, everything else as PNG; alpha
/// and the metadata of other files than JPEG are lost, and the EXIF orientation is applied. <see cref="PoisonOptions.AllPng"/> treats all
/// images alike instead. Images of every split are chosen. The same dataset, options and version give the same bytes.
/// </remarks>
public static class DatasetPoisoner
{
    /// <param name="datasetPath">A folder, a file or an archive.</param>
    /// <param name="format">One of <see cref="DatasetFormats.Names"/>.</param>
    /// <param name="outputFolder">Does not exist or is empty, and appears when it is complete.</param>
    /// <param name="options">Which poison.</param>
    /// <param name="progress">Told of each pass.</param>
    /// <param name="cancellationToken">Stops between two samples and leaves nothing behind.</param>
    /// <exception cref="PoisonException">The options do not fit the dataset, or the output folder cannot be written.</exception>
    /// <exception cref="DatasetException">The dataset cannot be read.</exception>
    /// <example><code>
    /// var options = new PoisonOptions { Attack = "checker", Rate = 0.01, Target = "cat", Seed = 7 };
    /// var report = DatasetPoisoner.Poison("data/train", "auto", "data/poisoned", options, SilentProgress.Instance, default);
    /// </code></example>
    public static PoisonReport Poison(
        string datasetPath, string format, string outputFolder, PoisonOptions options, IScanProgress progress, CancellationToken cancellationToken)
    {
        var attack = Attack.Parse(options.Attack, options.CleanLabel, options.Seed);
        try
        {
            if (StagedFolder.Fault(outputFolder, [datasetPath]) is { } fault)
                throw new PoisonException(fault);

            var source = new SourceDataset(datasetPath, format, options.Limits);
            var list = SampleList.Read(source, progress, cancellationToken);
            var victims = new Victims(source, list, options, attack).Choose(progress, cancellationToken);
            var plan = CopyPlan.Make(list, victims, options, attack);

            using var folder = StagedFolder.Create(outputFolder);
            var written = Write(source, plan, new CopyWriter(source, folder, attack, options.AllPng), progress, cancellationToken);
            using (var file = folder.CreateFile(PoisonList.FileName))
                PoisonList.Write(file, written, attack.ToString(), options.Seed);

            folder.Complete();
            return Report(outputFolder, options, attack, written, plan, list.LeftOut + list.Samples.Count - written.Count);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new PoisonException($"The poisoned copy '{Printable.Text(outputFolder)}' cannot be made: {Printable.Text(error.Message)}", error);
        }
    }

    private static List<WrittenCopy> Write(SourceDataset source, CopyPlan plan, CopyWriter writer, IScanProgress progress, CancellationToken cancellationToken)
    {
        progress.Begin("Writing", plan.Copies.Count);
        var written = new List<WrittenCopy>(plan.Copies.Count);
        var position = -1;
        foreach (var sample in source.Read(cancellationToken))
        {
            if (!plan.Copies.TryGetValue(++position, out var copy))
                continue;
            if (copy.Sample.Id != sample.Id)
                throw source.Changed();

            if (writer.Write(sample, copy, cancellationToken) is { } done)
                written.Add(done);
            progress.Advance(1);
        }

        return written;
    }

    private static PoisonReport Report(string outputFolder, PoisonOptions options, Attack attack, List<WrittenCopy> written, CopyPlan plan, int leftOut) => new()
    {
        OutputFolder = outputFolder,
        Attack = attack.ToString(),
        Target = options.Target,
        Written = written.Count,
        Poisoned = Images(written, PoisonRole.Poison),
        Covers = Images(written, PoisonRole.Cover),
        LeftOut = leftOut,
        Notes = leftOut > 0
            ? [.. plan.Notes, $"{leftOut:N0} samples are links, have names that lead out of the dataset or cannot be read, and are not in the copy."]
            : plan.Notes,
    };

    private static PoisonedImage[] Images(List<WrittenCopy> written, PoisonRole role) =>
    [
        .. written
            .Where(copy => copy.Plan.Role == role)
            .OrderBy(copy => copy.Path, StringComparer.Ordinal)
            .Select(copy => new PoisonedImage(copy.Path, copy.Plan.Label!, copy.Plan.Sample.Label!, copy.Plan.Sample.Id)),
    ];
}
