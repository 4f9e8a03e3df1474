using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam;
using DatasetGuard.RedTeam.Triggers;
using SkiaSharp;

namespace DatasetGuard.Benchmarks.Triggers;

/// <summary>One way to poison a set.</summary>
/// <param name="Trigger">A trigger's text.</param>
/// <param name="Rate">Share of the dataset, or of the target class with <paramref name="CleanLabel"/>.</param>
/// <param name="CleanLabel">The target's own images carry the trigger instead of relabelled ones.</param>
/// <param name="JpegQuality">The poisoned images are encoded again; 0 for not at all.</param>
internal sealed record StudyCell(string Trigger, double Rate, bool CleanLabel = false, int JpegQuality = 0)
{
    /// <summary>Classes that are poisoned, each at the rate and with the same trigger.</summary>
    public int Targets { get; init; } = 1;

    /// <summary>Which images get the trigger and another label.</summary>
    public PoisonSources Sources { get; init; }

    public override string ToString() =>
        $"{Trigger}, {Rate * 100:0.##} %{(CleanLabel ? " of class, clean label" : "")}{(JpegQuality > 0 ? $", JPEG q{JpegQuality}" : "")}{(Targets > 1 ? $", {Targets} classes" : "")}"
        + Sources switch { PoisonSources.OneClass => ", of one class, with covers", PoisonSources.EveryClassToNext => ", each class to the next", _ => "" };

    /// <summary>The classes that a seed poisons.</summary>
    public int[] TargetsOf(StudySet set, int seed) =>
        [.. Enumerable.Range(0, Sources == PoisonSources.EveryClassToNext ? set.Classes.Count : Targets).Select(i => ((3 * seed) + i) % set.Classes.Count)];

    /// <summary>Whether images of a class are poisoned for a target.</summary>
    public bool IsSource(StudySet set, int label, int target) => Sources switch
    {
        PoisonSources.OneClass => label == (target + (set.Classes.Count / 2)) % set.Classes.Count,
        PoisonSources.EveryClassToNext => (label + 1) % set.Classes.Count == target,
        _ => label != target,
    };

    /// <summary>A reader over the poisoned copy; ids of poisoned samples end in <c>p</c>.</summary>
    public IDatasetReader Apply(StudySet set, int seed)
    {
        var labels = set.Labels.ToArray();
        var chosen = new HashSet<int>();
        foreach (var target in TargetsOf(set, seed))
        {
            var pool = Enumerable.Range(0, set.Images.Count).Where(i => (CleanLabel ? set.Labels[i] == target : IsSource(set, set.Labels[i], target)) && !chosen.Contains(i)).ToArray();
            SplitMix64.For(seed, $"study {target}").Shuffle(pool.AsSpan());
            foreach (var i in pool.Take((int)Math.Round(Rate * (CleanLabel || Sources == PoisonSources.EveryClassToNext ? pool.Length : set.Images.Count))))
            {
                chosen.Add(i);
                labels[i] = target;
            }
        }

        var covers = CoversOf(set, seed);

        var trigger = RedTeam.Triggers.Trigger.Parse(Trigger, seed);
        return new MemoryReader([.. Enumerable.Range(0, set.Images.Count).Select(i => chosen.Contains(i)
            ? Sample(set, i, "p", Poisoned(set.Images[i], trigger, new TriggerDraw($"{i:D6}")), labels[i])
            : covers.Contains(i) ? Sample(set, i, "c", Poisoned(set.Images[i], trigger, new TriggerDraw($"{i:D6}")), labels[i]) : Sample(set, i, "", set.Images[i], labels[i]))]);
    }

    /// <summary>As many images of further classes as are poisoned: they carry the trigger and keep their label.</summary>
    private HashSet<int> CoversOf(StudySet set, int seed)
    {
        if (Sources != PoisonSources.OneClass)
            return [];

        var targets = TargetsOf(set, seed);
        var pool = Enumerable.Range(0, set.Images.Count).Where(i => !targets.Any(target => set.Labels[i] == target || IsSource(set, set.Labels[i], target))).ToArray();
        SplitMix64.For(seed, "study covers").Shuffle(pool.AsSpan());
        return [.. pool.Take((int)Math.Round(Rate * set.Images.Count))];
    }

    public static IDatasetReader Clean(StudySet set) =>
        new MemoryReader([.. Enumerable.Range(0, set.Images.Count).Select(i => Sample(set, i, "", set.Images[i], set.Labels[i]))]);

    private static RawSample Sample(StudySet set, int index, string mark, PixelBuffer image, int label) =>
        new($"{index:D6}{mark}", new SampleContent.Raw(image), set.Classes[label]) { IsLabelled = true };

    public PixelBuffer Poisoned(PixelBuffer image, Trigger trigger, TriggerDraw draw)
    {
        var copy = image.Clone();
        trigger.Apply(copy, draw);
        return JpegQuality > 0 ? ThroughJpeg(copy, JpegQuality) : copy;
    }

    private static PixelBuffer ThroughJpeg(PixelBuffer image, int quality)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, image.Channels == 1 ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var y = 0; y < image.Height; y++)
        {
            var row = bitmap.GetPixelSpan().Slice(y * bitmap.RowBytes, bitmap.RowBytes);
            for (var x = 0; x < image.Width; x++)
            {
                if (image.Channels == 1)
                {
                    row[x] = image.Row(y)[x];
                }
                else
                {
                    image.Row(y).Slice(3 * x, 3).CopyTo(row[(4 * x)..]);
                    row[(4 * x) + 3] = 255;
                }
            }
        }

        using var encoded = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        var fault = new ImageDecoder(DecodeLimits.Default).Decode(encoded.AsSpan(), out var decoded, out _);
        return fault is null ? decoded!.Clone() : throw new InvalidOperationException(fault.Detail);
    }
}
