using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Detection.Features;

/// <summary>The samples that analyses look at, those with a label and with pixels or features, as rows ordered by class.</summary>
internal sealed class ClassRows
{
    private ClassRows(int[] samples, int[] starts, int[] labels) => (Samples, Starts, Labels) = (samples, starts, labels);

    /// <summary>Index into the dataset's samples of each row.</summary>
    public int[] Samples { get; }

    /// <summary>First row of each class, and the number of rows at the end.</summary>
    public int[] Starts { get; }

    /// <summary>Class of each row.</summary>
    public int[] Labels { get; }

    public int Count => Samples.Length;

    public int Classes => Starts.Length - 1;

    public int CountOf(int classIndex) => Starts[classIndex + 1] - Starts[classIndex];

    /// <summary>How many classes have so many images or more.</summary>
    public int ClassesFrom(int images) => Enumerable.Range(0, Classes).Count(c => CountOf(c) >= images);

    /// <summary>The rows of a class, ascending.</summary>
    public IEnumerable<int> Of(int classIndex) => Enumerable.Range(Starts[classIndex], CountOf(classIndex));

    public static ClassRows Of(Dataset dataset)
    {
        int[] samples = [.. Enumerable.Range(0, dataset.Samples.Count)
            .Where(i => dataset.Samples[i] is { ClassIndex: >= 0, IsRead: true })
            .OrderBy(i => dataset.Samples[i].ClassIndex)];
        var labels = Array.ConvertAll(samples, i => dataset.Samples[i].ClassIndex);
        var starts = new int[dataset.Classes.Count + 1];
        foreach (var label in labels)
            starts[label + 1]++;
        for (var i = 1; i < starts.Length; i++)
            starts[i] += starts[i - 1];

        return new ClassRows(samples, starts, labels);
    }
}
