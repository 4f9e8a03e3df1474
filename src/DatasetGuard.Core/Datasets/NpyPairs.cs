namespace DatasetGuard.Core.Datasets;

/// <summary>Finds images and their labels among named arrays.</summary>
/// <remarks>
/// A name is a word for the content and, before or behind it, one for the split: <c>x_train</c> and <c>y_train</c> (Keras),
/// <c>train_images</c> and <c>train_labels</c> (MedMNIST), <c>images</c> and <c>labels</c>. Arrays that were saved without names are
/// <c>arr_0</c> and <c>arr_1</c>.
/// </remarks>
internal static class NpyPairs
{
    private static readonly string[] ImageWords = ["x", "images", "image", "data", "imgs"];
    private static readonly string[] LabelWords = ["y", "labels", "label", "targets", "target"];

    /// <param name="Images">Name of the array of images.</param>
    /// <param name="Labels">Name of the array of labels.</param>
    /// <param name="Split">Null where the names have none.</param>
    public readonly record struct Pair(string Images, string Labels, string? Split);

    /// <summary>The pairs in the order of the image arrays' names. Arrays that belong to none are left out.</summary>
    public static List<Pair> Find(IReadOnlyCollection<string> names)
    {
        if (names.Contains("arr_0") && names.Contains("arr_1"))
            return [new Pair("arr_0", "arr_1", null)];

        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            if (Split(name, LabelWords) is { } split)
                labels.TryAdd(split, name);
        }

        var pairs = new List<Pair>();
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            if (Split(name, ImageWords) is { } split && labels.TryGetValue(split, out var label))
                pairs.Add(new Pair(name, label, split.Length == 0 ? null : split));
        }

        return pairs;
    }

    /// <summary>The split, empty without one; null when the name is another kind of array's.</summary>
    private static string? Split(string name, string[] words)
    {
        var parts = name.ToLowerInvariant().Split('_');
        if (parts.Length == 1)
            return words.Contains(parts[0]) ? "" : null;
        if (parts.Length != 2)
            return null;

        return words.Contains(parts[0]) ? PathLayout.SplitOf(parts[1]) : words.Contains(parts[1]) ? PathLayout.SplitOf(parts[0]) : null;
    }
}
