using System.Text;
using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Core.Copies;

/// <summary>How a copy of a dataset is laid out as an ImageFolder tree: <c>split/class/file</c>.</summary>
public static class ClassFolders
{
    /// <summary>Deeper or longer paths are flattened: systems and readers have their limits.</summary>
    private const int MaxDepth = 16;

    private const int MaxBytes = 1000;

    /// <summary>A folder for each class. Two classes never share one, whatever unsafe characters their names lose.</summary>
    public static IReadOnlyDictionary<string, string> NamesOf(IEnumerable<string> classes)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(SafeName.Comparer);
        var last = new Dictionary<string, int>(SafeName.Comparer);
        foreach (var label in classes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var safe = SafeName.Of(label);
            var name = safe;
            for (var i = last.GetValueOrDefault(safe, 1) + 1; !taken.Add(name); i++)
            {
                name = $"{safe}_{i}";
                last[safe] = i;
            }

            names[label] = name;
        }

        return names;
    }

    /// <summary>Splits stay folders where every labelled sample has one and a reader takes the folder for a split again.</summary>
    /// <param name="splits">Of all samples with a class; null for one without a split.</param>
    public static bool KeepSplits(IEnumerable<string?> splits) => splits.All(split => split is not null && PathLayout.IsSplit(split));

    /// <summary>The path of a file below its class folder, safe on every system.</summary>
    public static string SafeTail(string tail)
    {
        var parts = tail.Split('/').Select(SafeName.Of).ToArray();
        var safe = string.Join('/', parts);
        return parts.Length > MaxDepth || Encoding.UTF8.GetByteCount(safe) > MaxBytes ? parts[^1] : safe;
    }
}
