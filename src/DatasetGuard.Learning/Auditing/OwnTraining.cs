using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Auditing;

/// <summary>Which images of its dataset the training stage trained a model on, and which it held out: the same seed parts them again.</summary>
public static class OwnTraining
{
    /// <param name="model">What was trained.</param>
    /// <param name="record">How; null where it is not known.</param>
    /// <param name="data">A dataset.</param>
    /// <returns>Null where the model was trained on other data, with other images as the holdout, or without some that a scan suspects.</returns>
    public static (AuditSource Members, AuditSource HeldOut)? Parts(ModelDescription model, TrainingRecord? record, LoadedDataset data)
    {
        if (record is not { Suspects: 0 } || data.Dataset.Digest != model.DatasetDigest)
            return null;

        List<Sample> samples = [.. AuditSource.Members(data).Samples.Where(AuditSource.IsUsable)];
        if (samples.Count != record.Trained + record.HeldOut)
            return null;

        try
        {
            var (training, heldOut) = StratifiedHoldout.Split(
                [.. samples.Select(sample => sample.ClassIndex)],
                TrainingSet.GroupsOf(samples),
                [.. Enumerable.Range(0, samples.Count)],
                TrainingSet.HoldoutShare,
                model.Seed,
                label => data.Dataset.Classes[label]);
            return training.Length == record.Trained ? (Source(training), Source(heldOut)) : null;
        }
        catch (TrainingException)
        {
            return null;
        }

        AuditSource Source(int[] rows) => new(data, [.. rows.Select(row => samples[row])]);
    }
}
