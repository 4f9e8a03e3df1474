using DatasetGuard.Core;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Repair;

/// <summary>Makes of datasets what a repair needs.</summary>
public static class RepairData
{
    /// <summary>Half of the images of each class judge what the other half does.</summary>
    private const double HeldOutShare = 0.5;

    /// <param name="source">Clean images of all classes of the model.</param>
    /// <param name="model">What is repaired.</param>
    /// <param name="seed">Decides which half judges. Copies of an image are on one side.</param>
    /// <param name="cancellationToken">Stops between two pictures.</param>
    /// <returns>The images, and those of the half that is not held out that triggers are looked for with.</returns>
    /// <exception cref="RepairException">There are too few of a class, or they are of other classes.</exception>
    /// <exception cref="AuditException">The model does not take such pictures.</exception>
    public static (RepairImages Images, TriggerData Searched) Of(AuditSource source, TrainedModel model, int seed, CancellationToken cancellationToken)
    {
        var known = model.Description;
        var dataset = source.Data.Dataset;
        List<Sample> samples = [.. source.Samples.Where(AuditSource.IsUsable).OrderBy(sample => sample.Id, StringComparer.Ordinal)];
        var labels = Labels(dataset, samples, known.Classes);
        CheckCounts(dataset, labels, known.Classes);
        var (seen, heldOut) = StratifiedHoldout.Split(labels, TrainingSet.GroupsOf(samples), [.. Enumerable.Range(0, samples.Count)], HeldOutShare, seed, label => known.Classes[label]);
        var images = new RepairImages
        {
            Images = CheckpointClassifier.Load(known.Shape, known.Width, known.Height, source.Data.Views, samples, "--data", cancellationToken),
            Labels = labels,
            Classes = known.Classes,
            Seen = seen,
            HeldOut = heldOut,
        };
        using var gradients = new NetworkGradients(model.Network, known.Width, known.Height, model.WeightsDigest);
        return (images, TriggerData.Of(source with { Samples = [.. seen.Select(row => samples[row])] }, known.Classes, gradients, seed, cancellationToken));
    }

    /// <param name="source">What the model was trained on.</param>
    /// <param name="model">What is repaired.</param>
    /// <param name="suspects">Ids of samples.</param>
    /// <param name="cancellationToken">Stops between two pictures.</param>
    /// <exception cref="RepairException">A suspect is not among them, none is left over, or they are of other classes.</exception>
    /// <exception cref="AuditException">The model does not take such pictures.</exception>
    public static SuspectedImages Trained(AuditSource source, TrainedModel model, IReadOnlySet<string> suspects, CancellationToken cancellationToken)
    {
        var known = model.Description;
        var dataset = source.Data.Dataset;
        var ids = dataset.Samples.Select(sample => sample.Id).ToHashSet(StringComparer.Ordinal);
        if (suspects.FirstOrDefault(id => !ids.Contains(id)) is { } unknown)
            throw new RepairException($"The suspect '{Printable.Text(unknown)}' is not in the training set: is the list of another one? Scan this one, and name its report.");

        List<Sample> samples = [.. source.Samples.Where(AuditSource.IsUsable).OrderBy(sample => sample.Id, StringComparer.Ordinal)];
        var labels = Labels(dataset, samples, known.Classes);
        var rows = Enumerable.Range(0, samples.Count).ToLookup(row => suspects.Contains(samples[row].Id));
        if (!rows[true].Any() || !rows[false].Any())
            throw new RepairException($"Of the training set {(rows[true].Any() ? "every image that can be used is" : "no image that can be used is")} suspected: there is nothing to {(rows[true].Any() ? "keep" : "unlearn")}. Name the report of a scan that found something.");

        return new SuspectedImages(CheckpointClassifier.Load(known.Shape, known.Width, known.Height, source.Data.Views, samples, "--train", cancellationToken), labels, [.. rows[true]], [.. rows[false]]);
    }

    private static int[] Labels(Dataset dataset, List<Sample> samples, IReadOnlyList<string> classes)
    {
        var index = classes.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        if (samples.Select(sample => dataset.ClassOf(sample)!).FirstOrDefault(word => !index.ContainsKey(word)) is { } unknown)
            throw new RepairException($"The data in '{Printable.Text(dataset.Root)}' have a class, '{Printable.Text(unknown)}', that the model does not know. Give the classes that it was trained on.");

        return [.. samples.Select(sample => index[dataset.ClassOf(sample)!])];
    }

    private static void CheckCounts(Dataset dataset, int[] labels, IReadOnlyList<string> classes)
    {
        const int Least = 2 * RepairImages.LeastPerClass;
        if (labels.Length == 0)
            throw new AuditException($"The data in '{Printable.Text(dataset.Root)}' have no image with a class that can be decoded.") { IsForLackOfImages = true };

        var counts = labels.CountBy(label => label).ToDictionary();
        if (Enumerable.Range(0, classes.Count).Where(label => counts.GetValueOrDefault(label) < Least).Select(label => (int?)label).FirstOrDefault() is { } few)
        {
            throw new RepairException(
                $"The data in '{Printable.Text(dataset.Root)}' have {counts.GetValueOrDefault(few):N0} images of class '{Printable.Text(classes[few])}', and at least {Least} of each class are needed: half are learned from, and half judge. Give more images.");
        }
    }
}
