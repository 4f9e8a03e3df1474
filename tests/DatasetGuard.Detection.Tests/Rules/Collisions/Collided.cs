using System.Globalization;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Rules.Collisions;
using DatasetGuard.Detection.Tests.Features.Encoders;
using DatasetGuard.Learning.Encoders;
using DatasetGuard.RedTeam.Attacks.Collisions;

namespace DatasetGuard.Detection.Tests.Rules.Collisions;

/// <summary>Sets with images that collide in a small network, and what the rule says of them.</summary>
internal static class Collided
{
    private const int Tint = 40;

    public static readonly BrittleNet Net = new();

    /// <summary>Drawings whose class shows in their colour.</summary>
    public static TestSet Clean(int classes = 3, int perClass = 100, int seed = 1) => new(
        [.. TestSet.Drawn(classes, perClass, seed: seed).Images.Select(image => image with { Pixels = Tinted(image.Pixels, int.Parse(image.Class["class".Length..], CultureInfo.InvariantCulture)) })]);

    /// <summary>The first images of a class are moved onto images of class 0, which are not in the set unless one is named, and keep their label.</summary>
    public static TestSet WithFrogs(this TestSet set, string label, int count, PoisonFrogs? attack = null, PixelBuffer? target = null)
    {
        var chosen = Enumerable.Range(0, set.Images.Count).Where(i => set.Images[i].Class == label).Take(count).ToArray();
        var poisons = (attack ?? new PoisonFrogs { Iterations = 100 }).Craft(
            Net.Encode,
            [.. chosen.Select(i => set.Images[i].Pixels)],
            [.. chosen.Select((_, i) => target ?? Tinted(Drawings.Draw(0, 32, 32, 3, 900_000 + i), 0))],
            TestContext.Current.CancellationToken);
        var images = set.Images.ToArray();
        for (var i = 0; i < count; i++)
            images[chosen[i]] = images[chosen[i]] with { Pixels = poisons[i].Picture, IsPoisoned = true };

        return new TestSet(images);
    }

    private static PixelBuffer Tinted(PixelBuffer picture, int kind)
    {
        for (var i = 0; i < picture.Length; i++)
            picture.Data[i] = (byte)Math.Clamp(picture.Data[i] + (i % 3 == kind % 3 ? Tint : 0), 0, 255);

        return picture;
    }

    public static RuleOutcome Scan(TestSet set, int jobs = 2, ScanOptions? options = null, Func<FeatureSource, ViewGeometry, IEncoder>? open = null)
    {
        using var loaded = LoadedSet.Of(set, jobs);
        var context = loaded.Context with { Options = (options ?? new ScanOptions { Features = new FeatureSource("net.onnx", "00") }) with { Jobs = jobs } };
        return new CollisionRule(open ?? ((_, _) => Net.AsEncoder())).Evaluate(context, TestContext.Current.CancellationToken);
    }
}
