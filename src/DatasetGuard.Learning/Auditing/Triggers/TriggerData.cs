using DatasetGuard.Core;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>Pictures that triggers are looked for with.</summary>
/// <param name="Dataset">Where they come from.</param>
/// <param name="Images">In the size that the model takes.</param>
/// <param name="Labels">The output of the model that stands for the class of each.</param>
/// <param name="Classes">In the order of the model's outputs.</param>
public sealed record TriggerData(Dataset Dataset, ByteImages Images, int[] Labels, IReadOnlyList<string> Classes)
{
    /// <summary>So many of a class serve at least: what turns them turns the others too, as the success on pictures that the search did not see tells.</summary>
    private const int UsualPerClass = 150;

    /// <summary>Few classes serve with as many pictures as ten, for networks learn from these what is natural.</summary>
    private const int UsualPictures = 10 * UsualPerClass;

    /// <summary>Fewer of a class say nothing.</summary>
    public const int LeastPerClass = 10;

    /// <summary>Images that have a class and can be decoded, of which <see cref="Images"/> are drawn.</summary>
    public required int Usable { get; init; }

    /// <param name="source">A dataset, or a part of it.</param>
    /// <param name="classes">In the order of the model's outputs.</param>
    /// <param name="model">What the pictures are for.</param>
    /// <param name="seed">Draws them.</param>
    /// <param name="cancellationToken">Stops between two pictures.</param>
    /// <exception cref="AuditException">They are not of the model's classes, or of a kind that it does not take.</exception>
    public static TriggerData Of(AuditSource source, IReadOnlyList<string> classes, IDifferentiable model, int seed, CancellationToken cancellationToken)
    {
        var dataset = source.Data.Dataset;
        if (classes.Count != model.Outputs)
        {
            throw new AuditException(
                $"The model gives {model.Outputs:N0} values for a picture, and there are {classes.Count:N0} classes. Name the classes in the order of its outputs with --classes.");
        }

        var index = classes.Select((word, i) => (word, i)).ToDictionary(pair => pair.word, pair => pair.i, StringComparer.Ordinal);
        List<Sample> usable = [.. source.Samples.Where(AuditSource.IsUsable)];
        CheckClasses(dataset, usable, index);
        List<Sample> drawn = [];
        foreach (var (label, of) in usable.GroupBy(sample => index[dataset.ClassOf(sample)!]).Select(group => (group.Key, group)).OrderBy(pair => pair.Key))
        {
            // By their names: the order of reading decides nothing.
            Sample[] order = [.. of.OrderBy(sample => sample.Id, StringComparer.Ordinal)];
            Streams.For(seed, Streams.Purpose.Triggers, label).Shuffle(order);
            drawn.AddRange(order.Take(MostPerClass(classes.Count)));
        }

        return new TriggerData(dataset, model.Load(source.Data.Views, drawn, cancellationToken), [.. drawn.Select(sample => index[dataset.ClassOf(sample)!])], classes) { Usable = usable.Count };
    }

    /// <summary>How many of a class serve.</summary>
    /// <param name="classes">How many classes there are.</param>
    public static int MostPerClass(int classes) => Math.Max(UsualPerClass, UsualPictures / classes);

    private static void CheckClasses(Dataset dataset, List<Sample> usable, Dictionary<string, int> index)
    {
        if (index.Count < 2)
            throw new AuditException("There is one class: nothing can be turned into another. Give data with all classes that the model knows.");

        var counts = usable.CountBy(sample => dataset.ClassOf(sample)!).ToDictionary(StringComparer.Ordinal);
        if (counts.Keys.Where(word => !index.ContainsKey(word)).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } unknown)
            throw new AuditException($"The data in '{Printable.Text(dataset.Root)}' have {Words(unknown)} that the model does not know. Give the classes that it was trained on, or name them in the order of its outputs with --classes.");
        if (index.Keys.Where(word => counts.GetValueOrDefault(word) < LeastPerClass).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } missing)
            throw new AuditException($"The data in '{Printable.Text(dataset.Root)}' have fewer than {LeastPerClass} images of {Words(missing)} that the model knows: triggers are looked for with images of all its classes. Give more images.");
    }

    private static string Words(List<string> classes) =>
        $"{(classes.Count == 1 ? "a class" : $"{classes.Count:N0} classes")} ({string.Join(", ", classes.Take(5).Select(Printable.Text))}{(classes.Count > 5 ? ", ..." : "")})";
}
