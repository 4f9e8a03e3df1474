namespace DatasetGuard.Core.Datasets;

/// <summary>Finds images or features and their labels among named arrays.</summary>
/// <remarks>
/// A name is a word for the content and, before or behind it, one for the split: <c>x_train</c> and <c>y_train</c> (Keras),
/// <c>train_images</c> and <c>train_labels</c> (MedMNIST), <c>images</c> and <c>labels</c>. Arrays that were saved without names are
/// <c>arr_0</c> and <c>arr_1</c>. Features of images that are there as well are left out.
/// </remarks>
internal static class NpyPairs
{
    private static readonly string[] ImageWords = ["x", "images", "image", "data", "imgs"];
    private static readonly string[] FeatureWords = ["features", "feature", "embeddings", "embedding"];
    private static readonly string[] LabelWords = ["y", "labels", "label", "targets", "target"];

    /// <param name="Content">Name of the array of images or features.</param>
    /// <param name="Labels">Name of the array of labels; null where they come from elsewhere.</param>
    /// <param name="Split">Null where the names have none.</param>
    public readonly record struct Pair(string Content, string? Labels, string? Split);

    /// <summary>The pairs in the order of the arrays' names. Arrays that belong to none are left out.</summary>
    public static List<Pair> Find(IReadOnlyCollection<string> names)
    {
        if (names.Contains("arr_0") && names.Contains("arr_1"))
            return [new Pair("arr_0", "arr_1", null)];

        var images = FindAll(names, ImageWords);
        return images.Count > 0 ? images : FindAll(names, FeatureWords);
    }

    /// <summary>The pair of one array: with the labels of its split, or with those of no split whatever it is called.</summary>
    public static List<Pair> FindLabels(string content, IReadOnlyCollection<string> names)
    {
        if (content == "arr_0" && names.Contains("arr_1"))
            return [new Pair("arr_0", "arr_1", null)];
        if (Split(content, LabelWords) is not null)
            return [];

        var labels = LabelsBySplit(names);
        var split = Split(content, [.. ImageWords, .. FeatureWords]) ?? "";
        return labels.TryGetValue(split, out var label) || labels.TryGetValue("", out label) ? [new Pair(content, label, split.Length == 0 ? null : split)] : [];
    }

    /// <summary>The array that labels from elsewhere can only be for; null where there are several, or none.</summary>
    public static string? OnlyContent(IReadOnlyCollection<string> names)
    {
        string[] images = [.. names.Where(name => Split(name, ImageWords) is not null)];
        string[] features = [.. names.Where(name => Split(name, FeatureWords) is not null)];
        return (images, features, names.ToArray()) switch
        {
            ([var only], _, _) => only,
            ([], [var only], _) => only,
            ([], [], [var only]) => only,
            _ => null,
        };
    }

    private static List<Pair> FindAll(IReadOnlyCollection<string> names, string[] words)
    {
        var labels = LabelsBySplit(names);
        var pairs = new List<Pair>();
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            if (Split(name, words) is { } split && labels.TryGetValue(split, out var label))
                pairs.Add(new Pair(name, label, split.Length == 0 ? null : split));
        }

        return pairs;
    }

    private static Dictionary<string, string> LabelsBySplit(IReadOnlyCollection<string> names)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            if (Split(name, LabelWords) is { } split)
                labels.TryAdd(split, name);
        }

        return labels;
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
