using DatasetGuard.Core;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Screening;

/// <summary>Pictures as they come to a model, and clean ones that tell what is usual.</summary>
public sealed record ScreenData
{
    /// <summary>So many clean images serve: more make the threshold little surer, and each is asked about as often as one that is screened.</summary>
    public const int MostClean = 2_000;

    /// <summary>Where the clean images come from.</summary>
    public required Dataset Clean { get; init; }

    /// <summary>Clean images that can be decoded, of which <see cref="CleanImages"/> are drawn.</summary>
    public required int Usable { get; init; }

    /// <summary>In the size that the model takes.</summary>
    public required ByteImages CleanImages { get; init; }

    /// <summary>The output of the model that stands for the class of each clean image; -1 where that is not known.</summary>
    public required int[] Labels { get; init; }

    /// <summary>Clean images that are laid over others, and that the autoencoder learns from.</summary>
    public required int[] Learned { get; init; }

    /// <summary>Clean images that the others are held against; none is a copy of one of <see cref="Learned"/>.</summary>
    public required int[] Calibrating { get; init; }

    /// <summary>What is screened, in the geometry of the clean images.</summary>
    public required LoadedDataset Inputs { get; init; }

    /// <summary>Those of the inputs that can be decoded, in the order of their names.</summary>
    public required IReadOnlyList<Sample> Samples { get; init; }

    /// <summary>Inputs that nothing can be said of.</summary>
    public required IReadOnlyList<Sample> Unreadable { get; init; }

    /// <summary>In the order of the model's outputs; null where nobody says.</summary>
    public required IReadOnlyList<string>? Classes { get; init; }

    /// <summary>What makes the result less sure, in sentences fit to print.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <param name="clean">Clean images, with or without classes.</param>
    /// <param name="inputs">What is screened.</param>
    /// <param name="model">What the pictures are for.</param>
    /// <param name="classes">In the order of its outputs; null where nobody says.</param>
    /// <param name="settings">The rate decides how many clean images are needed.</param>
    /// <param name="cancellationToken">Stops between two pictures.</param>
    /// <exception cref="AuditException">There are too few clean images, nothing to screen, or the model does not take such pictures.</exception>
    public static ScreenData Of(AuditSource clean, LoadedDataset inputs, IClassifier model, IReadOnlyList<string>? classes, ScreenSettings settings, CancellationToken cancellationToken)
    {
        var least = Conformal.LeastCalibration(settings.RateOfOne);
        List<Sample> usable = [.. clean.Samples.Where(sample => sample.Facts is not null).OrderBy(sample => sample.Id, StringComparer.Ordinal)];
        var screened = inputs.Dataset.Samples.ToLookup(sample => sample.Facts is not null);
        if (inputs.Dataset.Samples.Count == 0 || !screened[true].Any())
            throw new AuditException($"There is nothing to screen: no image in '{Printable.Text(inputs.Dataset.Root)}' can be decoded.") { IsForLackOfImages = true };

        var (learned, calibrating) = Halves(usable, Math.Max(MostClean, 4 * least), settings.Seed);
        CheckCount(clean.Data.Dataset, Math.Min(learned.Count, calibrating.Count), usable.Count, least, settings);
        List<Sample> drawn = [.. learned, .. calibrating];
        var known = classes ?? (clean.Data.Dataset.Classes.Count == model.Outputs ? clean.Data.Dataset.Classes : null);
        var outputs = known?.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        return new ScreenData
        {
            Clean = clean.Data.Dataset,
            Usable = usable.Count,
            CleanImages = model.Load(clean.Data.Views, drawn, cancellationToken),
            Labels = [.. drawn.Select(sample => outputs is not null && clean.Data.Dataset.ClassOf(sample) is { } word ? outputs.GetValueOrDefault(word, -1) : -1)],
            Learned = [.. Enumerable.Range(0, learned.Count)],
            Calibrating = [.. Enumerable.Range(learned.Count, calibrating.Count)],
            Inputs = inputs with { Views = inputs.Views.InGeometryOf(clean.Data.Views) },
            Samples = [.. screened[true]],
            Unreadable = [.. screened[false]],
            Classes = known,
            Warnings = [.. ScreenWarnings.Of(usable, [.. screened[true]], clean.Data.Views.Geometry)],
        };
    }

    /// <summary>Two parts by chance, copies of one image in one of them.</summary>
    private static (List<Sample> Learned, List<Sample> Calibrating) Halves(List<Sample> usable, int most, int seed)
    {
        var groups = TrainingSet.GroupsOf(usable);
        int[] order = [.. groups.Distinct()];
        Streams.For(seed, Streams.Purpose.Screening).Shuffle(order);
        var ofGroup = Enumerable.Range(0, usable.Count).ToLookup(row => groups[row], row => usable[row]);
        var (learned, calibrating) = (new List<Sample>(), new List<Sample>());
        foreach (var group in order)
        {
            if (learned.Count + calibrating.Count >= most)
                break;

            (learned.Count < calibrating.Count ? learned : calibrating).AddRange(ofGroup[group]);
        }

        return (learned, calibrating);
    }

    private static void CheckCount(Dataset clean, int half, int usable, int least, ScreenSettings settings)
    {
        if (half >= least)
            return;

        var share = settings.Detectors.Count == 1 ? "" : $" shared by {settings.Detectors.Count} detectors";
        throw new AuditException(FormattableString.Invariant(
            $"A false-positive rate of {100 * settings.FalsePositiveRate:0.###} %{share} needs {least:N0} clean images to hold others against, for the most unusual of n has a p-value of 1 / (n + 1), and as many again to learn from: {2 * least:N0} different ones; '{Printable.Text(clean.Root)}' has {usable:N0} that can be decoded. Give more, or allow more false positives with --fpr{(settings.Detectors.Count == 1 ? "" : ", or take one detector with --detector")}."))
        { IsForLackOfImages = usable == 0 };
    }
}
