using DatasetGuard.Cli.Rendering;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Cli.Commands;

/// <summary>Where a model goes: a new or empty folder, one with a run that was broken off, or one whose model may be replaced.</summary>
internal sealed class TrainFolder
{
    private readonly string _folder;
    private readonly string _checkpoint;

    /// <exception cref="UsageException">Something is there that would be lost, or nothing is there to go on with.</exception>
    public TrainFolder(string folder, bool resumes, bool overwrites, IReadOnlyList<string> datasets)
    {
        if (folder.Length == 0)
            throw new UsageException("--output has no name. Give a folder.");
        if (resumes && overwrites)
            throw new UsageException("--resume and --overwrite are both given. Leave one out.");
        if (File.Exists(folder))
            throw new UsageException($"{Quote.Of(folder)} is a file. Give a folder for the model.");
        if (ConfigurationSearch.IsInside(Path.Combine(ScanSettings.NearestFolder(folder), ModelJson.FileName), datasets))
            throw new UsageException($"The folder {Quote.Of(folder)} lies in the dataset, which would no longer be what was scanned. Give one elsewhere.");

        (_folder, _checkpoint) = (folder, Path.Combine(folder, ModelFolder.CheckpointName));
        var isEmpty = !Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any();
        if (resumes && !File.Exists(_checkpoint) && !isEmpty)
            throw new UsageException($"There is no {ModelFolder.CheckpointName} in {Quote.Of(folder)}: no run was broken off there. Leave --resume out to begin one.");
        if (!resumes && !overwrites && !isEmpty)
            throw new UsageException($"{Quote.Of(folder)} is not empty. --resume goes on with a run that was broken off there, and --overwrite replaces its model.");

        Resumes = resumes && File.Exists(_checkpoint);
    }

    /// <summary>A run was broken off here after its first epoch, and is to go on.</summary>
    public bool Resumes { get; }

    /// <exception cref="ModelException">The checkpoint is of another run, or broken.</exception>
    public void Restore(TrainingStage stage) => stage.Restore(_checkpoint);

    /// <summary>What was there stays until the new one is whole.</summary>
    /// <exception cref="ReportException">The folder cannot be written.</exception>
    public void Save(TrainingStage stage) => ReportFolder.Write(_folder, [(ModelFolder.CheckpointName, stage.Save)]);

    /// <exception cref="ReportException">The folder cannot be written.</exception>
    public void Write(TrainingOutcome outcome, ScanResult judged) =>
        ModelFolder.Write(outcome, judged, _folder, (TrainPage.FileName, output => TrainPage.Write(outcome, output)));
}
