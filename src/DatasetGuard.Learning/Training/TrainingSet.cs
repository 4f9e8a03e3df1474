using DatasetGuard.Core;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Encoders;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Training;

/// <summary>A dataset, parted into what is trained on and what it is judged by, with what was left out of both.</summary>
public sealed record TrainingSet
{
    /// <summary>Of each class, where no holdout is named.</summary>
    public const double HoldoutShare = 0.1;

    private const string TrainingSplit = "train";

    public required TrainingImages Images { get; init; }

    /// <summary>Of the dataset, in the order of its class indices.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Images that the scan suspects: they have a weight of 0, and nothing is judged by them.</summary>
    public required int Suspects { get; init; }

    /// <summary>Images that could not be decoded or have no class.</summary>
    public required int Unusable { get; init; }

    /// <summary>Images of the dataset that belong to another split than the one that is trained on.</summary>
    public required int OtherSplits { get; init; }

    /// <summary>Images of the holdout that are trained on as well, by their pixels: nothing is judged by them.</summary>
    public required int Overlap { get; init; }

    /// <summary>Copies of one image lie on the same side; the number of its group for each image of the dataset.</summary>
    public required int[] Groups { get; init; }

    /// <summary>What gave the features of a linear probe; null where the network sees pictures.</summary>
    public ProbeEncoder? Encoder { get; init; }

    /// <param name="training">What is trained on: its split 'train', where it has one.</param>
    /// <param name="holdout">Other images to judge by; a share of each class is held out where there are none.</param>
    /// <param name="suspects">Ids of samples that do not count.</param>
    /// <param name="holdoutShare">Of each class.</param>
    /// <param name="read">What the network gets of the samples: pictures, or what an encoder makes of them.</param>
    /// <param name="seed">Decides what is held out.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <exception cref="TrainingException">There is too little of something, or the holdout has classes of its own.</exception>
    public static TrainingSet Of(
        LoadedDataset training, LoadedDataset? holdout, IReadOnlySet<string> suspects, double holdoutShare, InputReader read, int seed, CancellationToken cancellationToken)
    {
        var split = training.Dataset.Splits.Count > 1 ? training.Dataset.Splits.ToList().IndexOf(TrainingSplit) : -1;
        List<Sample> wanted = [.. training.Dataset.Samples.Where(sample => split < 0 || sample.SplitIndex == split || sample.SplitIndex < 0)];
        List<Sample> samples = [.. wanted.Where(IsUsable)];
        var classes = training.Dataset.Classes;
        Check(training.Dataset, samples, suspects);

        int[] labels = [.. samples.Select(sample => sample.ClassIndex)];
        float[] weights = [.. samples.Select(sample => suspects.Contains(sample.Id) ? 0f : 1f)];
        var images = read(training.Views, samples, cancellationToken);
        var usable = new TrainingSet
        {
            Images = new TrainingImages { Images = images, Labels = labels, Classes = classes.Count, Weights = weights, Training = [.. Enumerable.Range(0, samples.Count)], Holdout = [] },
            Classes = classes,
            Suspects = weights.Count(weight => weight == 0),
            Unusable = wanted.Count - samples.Count,
            OtherSplits = training.Dataset.Samples.Count - wanted.Count,
            Overlap = 0,
            Groups = GroupsOf(samples),
        };
        return holdout is null ? usable.Parted(holdoutShare, seed) : usable.With(holdout with { Views = holdout.Views.InGeometryOf(training.Views) }, samples, read, cancellationToken);
    }

    private static bool IsUsable(Sample sample) => sample is { ClassIndex: >= 0, Facts: not null };

    private static void Check(Dataset dataset, List<Sample> samples, IReadOnlySet<string> suspects)
    {
        var classes = dataset.Classes;
        var known = dataset.Samples.Select(sample => sample.Id).ToHashSet(StringComparer.Ordinal);
        if (suspects.FirstOrDefault(id => !known.Contains(id)) is { } unknown)
            throw new TrainingException($"The suspect '{Printable.Text(unknown)}' is not in the dataset: is the list of another one? Scan this one, and name its report.");
        if (classes.Count < 2)
            throw new TrainingException(classes.Count == 0 ? "No image has a class." : $"There is one class, '{Printable.Text(classes[0])}': there is nothing to tell it apart from. Add another class.");

        var counts = samples.Where(sample => !suspects.Contains(sample.Id)).CountBy(sample => sample.ClassIndex).ToDictionary();
        for (var label = 0; label < classes.Count; label++)
        {
            if (!counts.ContainsKey(label))
                throw new TrainingException($"Class '{Printable.Text(classes[label])}' has no image that can be decoded and is not suspected. Add images, or leave the class out.");
        }
    }

    internal static int[] GroupsOf(IReadOnlyList<Sample> samples)
    {
        var groups = new Dictionary<UInt128, int>();
        var result = new int[samples.Count];
        for (var i = 0; i < result.Length; i++)
        {
            // Without a hash of its pixels an image is a group of its own.
            if (samples[i].PixelHash is not { } hash)
                result[i] = samples.Count + i;
            else if (!groups.TryGetValue(hash, out result[i]))
                groups[hash] = result[i] = groups.Count;
        }

        return result;
    }

    private TrainingSet Parted(double share, int seed)
    {
        var counted = Images.Training.Where(row => Images.Weights![row] > 0).ToList();
        var (training, heldOut) = StratifiedHoldout.Split(Images.Labels, Groups, counted, share, seed, label => Classes[label]);

        // A suspect that is a copy of a held-out image is not seen either, for it has no weight.
        int[] all = [.. training, .. Images.Training.Where(row => Images.Weights![row] == 0)];
        Array.Sort(all);
        return this with { Images = Images with { Training = all, Holdout = heldOut } };
    }

    private TrainingSet With(LoadedDataset holdout, List<Sample> training, InputReader read, CancellationToken cancellationToken)
    {
        var unseen = holdout.Dataset.Classes.Except(Classes, StringComparer.Ordinal).ToList();
        if (unseen.Count > 0)
        {
            throw new TrainingException(
                $"The holdout has {(unseen.Count == 1 ? "a class" : $"{unseen.Count:N0} classes")} that nothing is trained on: {string.Join(", ", unseen.Take(5).Select(Printable.Text))}. Give one with the classes of the dataset.");
        }

        var hashes = training.Select(sample => sample.PixelHash).OfType<UInt128>().ToHashSet();
        List<Sample> usable = [.. holdout.Dataset.Samples.Where(IsUsable)];
        List<Sample> own = [.. usable.Where(sample => sample.PixelHash is not { } hash || !hashes.Contains(hash))];
        if (own.Count == 0)
            throw new TrainingException(usable.Count == 0 ? "The holdout has no image with a class that can be decoded." : "All images of the holdout are trained on as well: nothing is left to judge by.");

        var index = Classes.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);
        return this with
        {
            Images = Images with
            {
                Images = Images.Images.Followed(read(holdout.Views, own, cancellationToken)),
                Labels = [.. Images.Labels, .. own.Select(sample => index[holdout.Dataset.ClassOf(sample)!])],
                Weights = [.. Images.Weights!, .. own.Select(_ => 1f)],
                Holdout = [.. Enumerable.Range(training.Count, own.Count)],
            },
            Unusable = Unusable + holdout.Dataset.Samples.Count - usable.Count,
            Overlap = usable.Count - own.Count,
        };
    }
}
