using DatasetGuard.Core.Reports;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Repair;

/// <summary>Puts a repaired model and what was measured of it into a folder, all of it or nothing.</summary>
public static class RepairedFolder
{
    /// <param name="result">What was taken is written.</param>
    /// <param name="original">Of the model that was repaired.</param>
    /// <param name="record">How it was repaired.</param>
    /// <param name="folder">Where it goes.</param>
    /// <exception cref="ReportException">The folder cannot be written.</exception>
    public static void Write(RepairResult result, ModelDescription original, RepairRecord record, string folder)
    {
        var model = original with { Repaired = record };
        ModelFiles.Write(
            folder,
            model,
            result.Chosen!.Weights,
            [
                (ModelCard.FileName, output => RepairCard.Write(result, model, output)),
                (RepairJson.FileName, output => RepairJson.Write(result, record, output)),
            ]);
    }
}
