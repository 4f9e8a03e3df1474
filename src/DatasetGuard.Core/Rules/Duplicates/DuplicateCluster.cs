using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Core.Rules.Duplicates;

/// <summary>Images that are one picture, or that all look like the first of them.</summary>
/// <param name="Pictures">
/// Sample indices of the images with equal pixels, one list a picture: one list for exact duplicates; for near duplicates two or more, the
/// one that all others look like first, then the most alike.
/// </param>
/// <param name="Similarities">Of each picture to the first, as <see cref="PictureSimilarity.Detail"/>.</param>
internal sealed record DuplicateCluster(IReadOnlyList<int[]> Pictures, IReadOnlyList<double> Similarities)
{
    public bool IsExact => Pictures.Count == 1;

    public int Count => Pictures.Sum(copies => copies.Length);

    /// <summary>True when the pictures, or the copies of the one picture, do not all have the same values of a property; -1 is no value.</summary>
    public bool Differs(Func<Sample, int> property, Dataset dataset)
    {
        var sets = IsExact
            ? Pictures[0].Select(i => Values([i])).ToList()
            : Pictures.Select(Values).ToList();
        sets.RemoveAll(set => set.Count == 0);
        return sets.Exists(set => !set.SetEquals(sets[0]));

        HashSet<int> Values(int[] copies) => [.. copies.Select(i => property(dataset.Samples[i])).Where(value => value >= 0)];
    }
}
