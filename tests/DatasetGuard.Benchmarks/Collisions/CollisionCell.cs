using DatasetGuard.Benchmarks.Triggers;
using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam;
using DatasetGuard.RedTeam.Attacks.Collisions;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Benchmarks.Collisions;

/// <summary>Poisons of one kind, in place of their base images.</summary>
/// <param name="Name">As in the table.</param>
/// <param name="Images">By the position in the set.</param>
/// <param name="Targets">The image that each collides with.</param>
internal sealed record CollisionCell(string Name, IReadOnlyDictionary<int, CollidingImage> Images, IReadOnlyDictionary<int, PixelBuffer> Targets)
{
    private const int Together = 50;

    /// <summary>Poison Frogs: each target, an image that the victim gets right, is met by some images of one other class.</summary>
    /// <param name="name">As in the table.</param>
    /// <param name="victim">The encoder.</param>
    /// <param name="set">Whose images are taken as bases.</param>
    /// <param name="targets">Images that are not in the set.</param>
    /// <param name="plan">How many targets, and how many bases each.</param>
    /// <param name="attack">With its parameters.</param>
    /// <param name="taken">Positions that are poisoned already; the new ones are added.</param>
    /// <param name="from">The class of the bases; by chance unless given.</param>
    /// <param name="encoder">What the attacker optimises, if not the victim's features alone.</param>
    public static CollisionCell Frogs(
        string name, VictimNet victim, StudySet set, StudySet targets, (int Targets, int Each) plan, PoisonFrogs attack, HashSet<int> taken, int? from = null, Func<Tensor, Tensor>? encoder = null)
    {
        var random = SplitMix64.For(1, $"frogs {name}");
        var right = victim.Predictions(targets.Images).Select((label, i) => (label, i)).Where(pair => pair.label == targets.Labels[pair.i]).Select(pair => pair.i).ToArray();
        random.Shuffle(right.AsSpan());
        var (bases, aims) = (new List<int>(), new List<int>());
        foreach (var target in right.Take(plan.Targets))
        {
            var label = from ?? (targets.Labels[target] + 1 + random.Next(set.Classes.Count - 1)) % set.Classes.Count;

            var pool = Enumerable.Range(0, set.Images.Count).Where(i => set.Labels[i] == label && !taken.Contains(i)).ToArray();
            random.Shuffle(pool.AsSpan());
            foreach (var position in pool.Take(plan.Each))
            {
                taken.Add(position);
                bases.Add(position);
                aims.Add(target);
            }
        }

        var images = bases.Chunk(Together).Zip(aims.Chunk(Together)).SelectMany(pair =>
            attack.Craft(encoder ?? victim.Encode, [.. pair.First.Select(i => set.Images[i])], [.. pair.Second.Select(i => targets.Images[i])], default).Zip(pair.First));
        return new CollisionCell(name, images.ToDictionary(pair => pair.Second, pair => pair.First), bases.Zip(aims).ToDictionary(pair => pair.First, pair => targets.Images[pair.Second]));
    }

    /// <summary>Membership amplification: images of other classes are moved onto images of one class, which are in the set.</summary>
    public static CollisionCell Amplified(string name, VictimNet victim, StudySet set, int target, int count, HashSet<int> taken)
    {
        var random = SplitMix64.For(1, $"amplified {name}");
        var seeds = Enumerable.Range(0, set.Images.Count).Where(i => set.Labels[i] != target && !taken.Contains(i)).ToArray();
        var bases = Enumerable.Range(0, set.Images.Count).Where(i => set.Labels[i] == target && !taken.Contains(i)).ToArray();
        random.Shuffle(seeds.AsSpan());
        random.Shuffle(bases.AsSpan());
        var attack = new MembershipAmplification();
        var images = new Dictionary<int, CollidingImage>();
        var met = new Dictionary<int, PixelBuffer>();
        for (var first = 0; first < count; first += Together)
        {
            var some = seeds.AsSpan(first, Math.Min(Together, count - first)).ToArray();
            var aims = some.Select((_, i) => set.Images[bases[(first + i) % bases.Length]]).ToArray();
            foreach (var (image, position) in attack.Craft(victim.Encode, [.. some.Select(i => set.Images[i])], aims, default).Zip(some))
                (images[position], met[position]) = (image, aims[image.Base]);
        }

        taken.UnionWith(images.Keys);
        return new CollisionCell(name, images, met);
    }

    /// <summary>The same poisons after they were saved as JPEG.</summary>
    public CollisionCell AsJpeg(int quality) => this with
    {
        Name = $"{Name}, saved as JPEG {quality}",
        Images = Images.ToDictionary(pair => pair.Key, pair => pair.Value with { Picture = ThroughJpeg(pair.Value.Picture, quality) }),
    };

    /// <summary>Squared distance to the target over that of the base, of the pictures as they are scanned and in the victim's features, whatever the attacker optimised.</summary>
    public double MedianDistance(VictimNet victim, StudySet set)
    {
        using var still = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        double[] From(IEnumerable<PixelBuffer> pictures, Tensor targets)
        {
            var difference = victim.Encode(VictimNet.ToTensor([.. pictures])) - targets;
            return Array.ConvertAll((difference * difference).sum(1).data<float>().ToArray(), value => (double)value);
        }

        var aims = victim.Encode(VictimNet.ToTensor([.. Images.Keys.Select(position => Targets[position])]));
        var (reached, before) = (From(Images.Values.Select(image => image.Picture), aims), From(Images.Keys.Select(position => set.Images[position]), aims));
        return Median(reached.Zip(before, (after, untouched) => after / untouched));
    }

    public double MedianChange => Median(Images.Values.Select(image => (double)image.LargestChange));

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    private static PixelBuffer ThroughJpeg(PixelBuffer image, int quality)
    {
        var options = new SkiaSharp.SKJpegEncoderOptions(quality, SkiaSharp.SKJpegEncoderDownsample.Downsample420, SkiaSharp.SKJpegEncoderAlphaOption.Ignore);
        var fault = new ImageDecoder(DecodeLimits.Default).Decode(ImageEncoder.Encode(image, pixels => pixels.Encode(options)), out var decoded, out _);
        return fault is null ? decoded!.Clone() : throw new InvalidOperationException(fault.Detail);
    }
}
