using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam;

namespace DatasetGuard.Detection.Tests.Rules.Surrogates;

/// <summary>A trigger that is another one in every image: 4 x 4 pixels of random colours in one of the four corners.</summary>
internal static class ColouredCorner
{
    private const int Side = 4;

    /// <summary>Images of other classes get the patch and the target's label.</summary>
    public static TestSet Poison(TestSet set, string target, int count, int seed = 1)
    {
        var random = SplitMix64.For(seed, "coloured corner");
        var pool = Enumerable.Range(0, set.Images.Count).Where(i => set.Images[i].Class != target).ToArray();
        random.Shuffle(pool.AsSpan());
        var images = set.Images.ToArray();
        foreach (var i in pool.Take(count))
            images[i] = images[i] with { Pixels = Stamped(images[i].Pixels, random), Class = target, IsPoisoned = true };

        return new TestSet(images);
    }

    /// <summary>Some images of every class get the patch and the label of the next one.</summary>
    public static TestSet PoisonAllToAll(TestSet set, int count, int seed = 1)
    {
        var random = SplitMix64.For(seed, "coloured corner");
        var images = set.Images.ToArray();
        string[] names = [.. images.Select(image => image.Class).Distinct()];
        for (var at = 0; at < names.Length; at++)
        {
            foreach (var i in Enumerable.Range(0, images.Length).Where(i => set.Images[i].Class == names[at]).Take(count))
                images[i] = images[i] with { Pixels = Stamped(images[i].Pixels, random), Class = names[(at + 1) % names.Length], IsPoisoned = true };
        }

        return new TestSet(images);
    }

    private static PixelBuffer Stamped(PixelBuffer image, SplitMix64 random)
    {
        var result = image.Clone();
        var left = random.Next(2) == 0 ? 1 : image.Width - Side - 1;
        var top = random.Next(2) == 0 ? 1 : image.Height - Side - 1;
        for (var y = top; y < top + Side; y++)
            random.Fill(result.Data.AsSpan(((y * image.Width) + left) * image.Channels, Side * image.Channels));

        return result;
    }
}
