using System.Collections.Concurrent;
using System.Globalization;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam;

namespace DatasetGuard.Benchmarks.Triggers;

/// <summary>A dataset held in memory, so that many poisoned copies can be made of it.</summary>
/// <param name="Name">As in the table.</param>
/// <param name="Images">Decoded pixels.</param>
/// <param name="Labels">Class of each image, as an index into <paramref name="Classes"/>.</param>
/// <param name="Classes">Names in ordinal order.</param>
internal sealed record StudySet(string Name, IReadOnlyList<PixelBuffer> Images, IReadOnlyList<int> Labels, IReadOnlyList<string> Classes)
{
    /// <param name="data">The folder with the archives that the names stand for.</param>
    /// <param name="name">One of those in <see cref="StudyPlan"/>; with <c>@32</c> behind it its images are scaled to 32 pixels a side.</param>
    public static StudySet Load(string data, string name) => name.Split('@') switch
    {
        [var scaled, var side] => Scaled(Load(data, scaled), name, int.Parse(side, CultureInfo.InvariantCulture)),
        _ => LoadWhole(data, name),
    };

    private static StudySet LoadWhole(string data, string name) => name switch
    {
        "cifar" => Load(name, [Path.Combine(data, "cifar10-train-0.tar")]),
        "cifar-1" => Load(name, [Path.Combine(data, "cifar10-train-1.tar")]),
        "cifar-2" => Load(name, [Path.Combine(data, "cifar10-train-2.tar")]),
        "cifar-3" => Load(name, [Path.Combine(data, "cifar10-train-3.tar")]),
        "cifar-40k" => Load(name, [.. Enumerable.Range(0, 4).Select(i => Path.Combine(data, $"cifar10-train-{i}.tar"))]),
        "cifar-test" => Load(name, [Path.Combine(data, "cifar10-test.tar")]),
        "mnist" => Load(name, [Path.Combine(data, "mnist-train.tar")]),
        "mnist-test" => Load(name, [Path.Combine(data, "mnist-test.tar")]),
        "fashion" => LoadFashion(name, 0),
        "fashion-2" => LoadFashion(name, 10_000),
        "fashion-3" => LoadFashion(name, 20_000),
        "fashion-4" => LoadFashion(name, 30_000),
        "fashion-test" => Load(name, ["/usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz"]),
        "flowers" => Load(name, [Path.Combine(data, "flowers128.tar")]),
        "gtsrb" => Load(name, [Path.Combine(data, "gtsrb-tracks.tar")]),
        "dogcat" => Load(name, [Path.Combine(data, "photos-dogcat.tar")]),
        "antsbees" => Load(name, [Path.Combine(data, "photos-antsbees.tar")]),
        _ => throw new ArgumentException($"Unknown set {name}."),
    };

    private static StudySet Scaled(StudySet set, string name, int side) =>
        set with { Name = name, Images = [.. set.Images.AsParallel().AsOrdered().Select(image => AreaResampler.Resize(image, side, side))] };

    /// <summary>Ten thousand images of Fashion-MNIST, from where Debian's dataset-fashion-mnist puts it.</summary>
    private static StudySet LoadFashion(string name, int first) =>
        Load(name, ["/usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz"]).Take(name, Enumerable.Range(first, 10_000));

    private static StudySet Load(string name, IReadOnlyList<string> paths)
    {
        var raw = paths.SelectMany(path => DatasetFormats.Open(path, "auto", DecodeLimits.Default).Read(default)).ToArray();
        var decoded = new ConcurrentDictionary<int, PixelBuffer>();
        Parallel.ForEach(Enumerable.Range(0, raw.Length), i =>
        {
            if (Decode(raw[i].Content) is { } pixels)
                decoded[i] = pixels;
        });

        var kept = Enumerable.Range(0, raw.Length).Where(decoded.ContainsKey).OrderBy(i => raw[i].Id, StringComparer.Ordinal).ToArray();
        var labels = kept.Select(i => raw[i].Label ?? raw[i].Id.Split('/')[0]).ToArray();
        string[] classes = [.. labels.Distinct().Order(StringComparer.Ordinal)];
        return new StudySet(name, [.. kept.Select(i => decoded[i])], [.. labels.Select(label => Array.IndexOf(classes, label))], classes);
    }

    /// <summary>The images at these positions, with all classes.</summary>
    public StudySet Take(string name, IEnumerable<int> positions)
    {
        var kept = positions.ToArray();
        return this with { Name = name, Images = [.. kept.Select(i => Images[i])], Labels = [.. kept.Select(i => Labels[i])] };
    }

    /// <summary>Some images, drawn at random; all where there are no more.</summary>
    public StudySet Draw(int count, int seed) => Take($"{Name}, draw {seed}", Shuffled(seed, "draw").Take(count));

    /// <summary>All images of some classes, drawn at random, and only these classes.</summary>
    public StudySet DrawClasses(int count, int seed)
    {
        var order = Enumerable.Range(0, Classes.Count).ToArray();
        SplitMix64.For(seed, "classes").Shuffle(order.AsSpan());
        int[] drawn = [.. order.Take(count).Order()];
        var taken = Take(string.Join(", ", drawn.Select(c => Classes[c])), Enumerable.Range(0, Images.Count).Where(i => drawn.Contains(Labels[i])));
        return taken with { Labels = [.. taken.Labels.Select(label => Array.IndexOf(drawn, label))], Classes = [.. drawn.Select(c => Classes[c])] };
    }

    /// <summary>The set itself, ten random halves, two versions with classes of a tenth up to all of their images, and random labels.</summary>
    public IEnumerable<StudySet> CleanVariants()
    {
        yield return this;
        for (var seed = 1; seed <= 10; seed++)
        {
            var order = Shuffled(seed, "half");
            yield return Take($"{Name}, half {seed}", order.Take(order.Length / 2));
        }

        for (var seed = 1; seed <= 2; seed++)
        {
            var ranks = Enumerable.Range(0, Classes.Count).ToArray();
            SplitMix64.For(seed, "imbalance").Shuffle(ranks.AsSpan());
            var kept = new int[Classes.Count];
            var sizes = Labels.CountBy(label => label).ToDictionary();
            yield return Take($"{Name}, imbalanced {seed}", Shuffled(seed, "imbalance order")
                .Where(i => kept[Labels[i]]++ < sizes[Labels[i]] * Math.Pow(0.1, (double)ranks[Labels[i]] / Math.Max(1, Classes.Count - 1))));
        }

        var labels = Shuffled(1, "labels");
        yield return this with { Name = $"{Name}, random labels", Labels = [.. labels.Select(i => Labels[i])] };
    }

    private int[] Shuffled(int seed, string purpose)
    {
        var order = Enumerable.Range(0, Images.Count).ToArray();
        SplitMix64.For(seed, purpose).Shuffle(order.AsSpan());
        return order;
    }

    private static PixelBuffer? Decode(SampleContent content)
    {
        if (content is SampleContent.Raw raw)
            return raw.Pixels;
        if (content is not SampleContent.InMemory memory)
            return null;

        var fault = new ImageDecoder(DecodeLimits.Default).Decode(memory.Bytes.Span, out var pixels, out _);
        return fault is null ? pixels!.Clone() : null;
    }
}
