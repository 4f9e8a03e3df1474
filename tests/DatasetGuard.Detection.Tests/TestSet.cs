using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.Detection.Tests;

/// <param name="Id">Unique; says nothing of poison.</param>
/// <param name="Pixels">The picture.</param>
/// <param name="Class">Its label.</param>
internal sealed record TestImage(string Id, PixelBuffer Pixels, string Class)
{
    public bool IsPoisoned { get; init; }
}

/// <summary>A data set in memory that can be poisoned.</summary>
internal sealed record TestSet(IReadOnlyList<TestImage> Images)
{
    public static TestSet Drawn(int classes = 4, int perClass = 150, int width = 32, int height = 32, int channels = 3, int seed = 1) => new(
        [.. from kind in Enumerable.Range(0, classes)
            from i in Enumerable.Range(0, perClass)
            select new TestImage($"{(i * classes) + kind:D5}", Drawings.Draw(kind, width, height, channels, (1000 * seed) + i), $"class{kind}")]);

    public static TestSet Of(params (string Class, PixelBuffer Pixels)[] images) =>
        new([.. images.Select((image, i) => new TestImage($"{i:D5}", image.Pixels, image.Class))]);

    /// <summary>What an archive of class folders holds.</summary>
    public static TestSet OfTar(string archive)
    {
        var raw = DatasetFormats.Open(archive, "tar", DecodeLimits.Default).Read(default).ToArray();
        var images = new TestImage[raw.Length];
        Parallel.For(0, raw.Length, () => new ImageDecoder(DecodeLimits.Default), (i, _, decoder) =>
        {
            var bytes = ((SampleContent.InMemory)raw[i].Content).Bytes;
            decoder.Decode(bytes.Span, out var pixels, out var _);
            images[i] = new TestImage(raw[i].Id, pixels!.Clone(), raw[i].Label ?? raw[i].Id.Split('/')[0]);
            return decoder;
        }, _ => { });
        return new TestSet(images);
    }

    /// <summary>The images of some classes alone.</summary>
    public TestSet Only(params string[] classes) => new([.. Images.Where(image => classes.Contains(image.Class))]);

    public IReadOnlySet<string> PoisonedIds => Images.Where(image => image.IsPoisoned).Select(image => image.Id).ToHashSet();

    /// <summary>Images of other classes get the trigger and the target's label.</summary>
    public TestSet Poisoned(string trigger, string target, int count, int seed = 1) =>
        Poisoned(trigger, target, image => image.Class != target, count, seed);

    /// <summary>Images of one class get the trigger and the target's label; some of each further class get the trigger and keep theirs.</summary>
    public TestSet PoisonedFrom(string source, string trigger, string target, int count, int covers) => Images
        .Select(image => image.Class)
        .Distinct()
        .Where(name => name != source && name != target)
        .Aggregate(Poisoned(trigger, target, image => image.Class == source, count, seed: 1), (set, cover) => set.PoisonedInside(trigger, cover, covers));

    /// <summary>Images of the target get the trigger.</summary>
    public TestSet PoisonedInside(string trigger, string target, int count, int seed = 1) =>
        Poisoned(trigger, target, image => image.Class == target, count, seed);

    public TestSet WithRandomLabels(int seed = 1)
    {
        var labels = Images.Select(image => image.Class).ToArray();
        SplitMix64.For(seed, "test labels").Shuffle(labels.AsSpan());
        return new TestSet([.. Images.Zip(labels, (image, label) => image with { Class = label })]);
    }

    public TestSet Shuffled(int seed)
    {
        var images = Images.ToArray();
        SplitMix64.For(seed, "test order").Shuffle(images.AsSpan());
        return new TestSet(images);
    }

    public IDatasetReader OpenReader() => OpenReader(image => new SampleContent.Raw(image.Pixels));

    /// <summary>The images as files.</summary>
    public IDatasetReader OpenReader(Func<TestImage, SampleContent> contentOf) => new MemoryReader(
        [.. Images.Select(image => new RawSample(image.Id, contentOf(image), image.Class) { IsLabelled = true })]);

    private TestSet Poisoned(string trigger, string target, Func<TestImage, bool> isEligible, int count, int seed)
    {
        var pool = Enumerable.Range(0, Images.Count).Where(i => isEligible(Images[i]) && !Images[i].IsPoisoned).ToArray();
        SplitMix64.For(seed, $"test poison {target}").Shuffle(pool.AsSpan());
        var chosen = pool.Take(count).ToHashSet();
        var parsed = Trigger.Parse(trigger, seed);
        return new TestSet([.. Images.Select((image, i) => chosen.Contains(i) ? Poison(image, parsed, target) : image)]);
    }

    private static TestImage Poison(TestImage image, Trigger trigger, string target)
    {
        var pixels = image.Pixels.Clone();
        trigger.Apply(pixels, new TriggerDraw(image.Id));
        return image with { Pixels = pixels, Class = target, IsPoisoned = true };
    }

    private sealed class MemoryReader(IReadOnlyList<RawSample> samples) : IDatasetReader
    {
        public string Format => "memory";

        public int? Count => samples.Count;

        public int Ignored => 0;

        public string? ManifestPath => null;

        public IEnumerable<RawSample> Read(CancellationToken cancellationToken) => samples;
    }
}
