using DatasetGuard.Benchmarks.Triggers;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;
using DatasetGuard.RedTeam;

namespace DatasetGuard.Benchmarks.Exposure;

/// <summary>What one row of the study is trained on and compared with. No image has two of these parts.</summary>
internal sealed class ExposureData
{
    /// <summary>The class whose members the attack gives away.</summary>
    public const int Target = 0;

    /// <summary>The epoch is chosen by these.</summary>
    private const int HoldoutCount = 2_500;

    private ExposureData(ByteImages images, int[] labels, int classes) => (Images, Labels, Classes) = (images, labels, classes);

    public ByteImages Images { get; }

    public int[] Labels { get; }

    public int Classes { get; }

    /// <summary>Images that the model is trained on, without those of the attack.</summary>
    public required int[] Members { get; init; }

    public required int[] NonMembers { get; init; }

    /// <summary>What reference models are trained on.</summary>
    public required int[] Reference { get; init; }

    public required int[] Holdout { get; init; }

    /// <summary>New images, of which the attacks make theirs.</summary>
    public required int[] Spare { get; init; }

    /// <summary>As many images of other classes as the target class has members.</summary>
    public IEnumerable<int> CleanLabelRows => Spare.Where(row => Labels[row] != Target).Take(OfTarget);

    private int OfTarget => Members.Count(row => Labels[row] == Target);

    /// <param name="data">Folder with the archives.</param>
    /// <param name="name">Of the set.</param>
    /// <param name="size">Members at most; half as many others, and as many for reference.</param>
    public static ExposureData Load(string data, string name, int size) => Load(data, name).Of(size);

    public IEnumerable<int> SpareOf(int label) => Spare.Where(row => Labels[row] == label);

    public ByteImages Copy()
    {
        var copy = new ByteImages(Images.Count, Images.Height, Images.Width, Images.Channels);
        for (var i = 0; i < copy.Count; i++)
            Images[i].CopyTo(copy[i]);

        return copy;
    }

    private static ExposureData Load(string data, string name) => name switch
    {
        "cifar" => Of([.. Enumerable.Range(0, 4).Select(i => StudySet.Load(data, i == 0 ? "cifar" : $"cifar-{i}")), StudySet.Load(data, "cifar-test")], 5_000),
        "fashion" => Of([StudySet.Load(data, "fashion"), StudySet.Load(data, "fashion-2"), StudySet.Load(data, "fashion-3"), StudySet.Load(data, "fashion-4"), StudySet.Load(data, "fashion-test")], 5_000),
        _ => throw new ArgumentException($"Unknown set {name}."),
    };

    public TrainingImages Clean() => new() { Images = Images, Labels = Labels, Classes = Classes, Training = Members, Holdout = Holdout };

    /// <summary>As many images of the target class as it has members are added with other labels.</summary>
    /// <param name="seed">Draws the labels.</param>
    public TrainingImages DirtyLabel(int seed)
    {
        var labels = (int[])Labels.Clone();
        int[] poisons = [.. SpareOf(Target).Take(OfTarget)];
        var random = SplitMix64.For(seed, "amplification");
        foreach (var row in poisons)
            labels[row] = (Target + 1 + random.Next(Classes - 1)) % Classes;

        return Clean() with { Labels = labels, Training = [.. Members, .. poisons] };
    }

    /// <summary>As many images of other classes are added with their right labels.</summary>
    /// <param name="images">All, with those that are added as <see cref="CleanLabelPoisons"/> made them.</param>
    public TrainingImages CleanLabel(ByteImages images) => Clean() with { Images = images, Training = [.. Members, .. CleanLabelRows] };

    /// <summary>Clean images for a reference model.</summary>
    public TrainingImages ForReference() => new() { Images = Images, Labels = Labels, Classes = Classes, Training = Reference, Holdout = Holdout };

    /// <summary>A smaller study, drawn from all classes.</summary>
    private ExposureData Of(int size)
    {
        int[] Some(int[] rows, int count, string purpose)
        {
            if (count >= rows.Length)
                return rows;

            int[] shuffled = [.. rows];
            SplitMix64.For(0, purpose).Shuffle(shuffled.AsSpan());
            return [.. shuffled.Take(count).Order()];
        }

        return new ExposureData(Images, Labels, Classes)
        {
            Members = Some(Members, size, "members"),
            NonMembers = [.. NonMembers.Take(Math.Max(1, size / 2))],
            Reference = Some(Reference, size, "reference"),
            Holdout = [.. Holdout.Take(Math.Max(100, size / 4))],
            Spare = Spare,
        };
    }

    /// <param name="sets">Members; holdout and the attack's images; reference; the attack's images too; non-members.</param>
    /// <param name="nonMembers">How many of the last.</param>
    private static ExposureData Of(StudySet[] sets, int nonMembers)
    {
        var first = sets[0].Images[0];
        var images = new ByteImages(sets.Sum(set => set.Images.Count), first.Height, first.Width, first.Channels);
        var starts = new int[sets.Length + 1];
        for (var s = 0; s < sets.Length; s++)
        {
            starts[s + 1] = starts[s] + sets[s].Images.Count;
            for (var i = 0; i < sets[s].Images.Count; i++)
                sets[s].Images[i].Pixels.CopyTo(images[starts[s] + i]);
        }

        int[] labels = [.. sets.SelectMany(set => set.Labels)];
        int[] Part(int set) => [.. Enumerable.Range(starts[set], starts[set + 1] - starts[set])];
        int[] mixed = [.. Part(1)];
        SplitMix64.For(0, "holdout").Shuffle(mixed.AsSpan());
        int[] last = [.. Part(4)];
        SplitMix64.For(0, "non-members").Shuffle(last.AsSpan());
        return new ExposureData(images, labels, sets[0].Classes.Count)
        {
            Members = Part(0),
            Holdout = mixed[..HoldoutCount],
            Spare = [.. mixed[HoldoutCount..], .. Part(3)],
            Reference = Part(2),
            NonMembers = last[..nonMembers],
        };
    }
}
