using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Models;

namespace DatasetGuard.Learning.Training;

/// <summary>Puts a trained model and what was measured of it into a folder, all of it or nothing.</summary>
public static class ModelFolder
{
    public const string CheckpointName = "checkpoint.safetensors";

    private static readonly JsonReport Report = new();

    /// <summary>What a finished run leaves.</summary>
    public static IReadOnlyList<string> Files { get; } = [ModelJson.WeightsName, OnnxModel.FileName, ModelCard.FileName, TrainingJson.FileName, Report.FileName, ModelJson.FileName];

    /// <param name="outcome">What was trained and measured.</param>
    /// <param name="judged">What it says of the budget.</param>
    /// <param name="folder">Where it goes.</param>
    /// <param name="others">Files that are to be there together with the model.</param>
    /// <exception cref="ReportException">The folder cannot be written.</exception>
    public static void Write(TrainingOutcome outcome, ScanResult judged, string folder, params IReadOnlyList<(string Name, Action<Stream> Write)> others)
    {
        ModelFiles.Write(
            folder,
            outcome.Model,
            outcome.Weights,
            [
                (ModelCard.FileName, output => ModelCard.Write(outcome, output)),
                (TrainingJson.FileName, output => TrainingJson.Write(outcome, output)),
                (Report.FileName, output => Report.Write(judged, output)),
                .. others,
            ],
            outcome.Set.Encoder);
        File.Delete(Path.Combine(folder, CheckpointName));

        // Of a probe that was here before.
        if (outcome.Set.Encoder is null)
            File.Delete(Path.Combine(folder, OnnxProbe.FileName));
    }
}
