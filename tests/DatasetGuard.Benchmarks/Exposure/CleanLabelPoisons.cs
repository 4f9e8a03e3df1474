using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;
using DatasetGuard.RedTeam;
using DatasetGuard.RedTeam.Attacks.Collisions;

namespace DatasetGuard.Benchmarks.Exposure;

/// <summary>The images of the clean-label attack, made in a network that the attacker trained on other images.</summary>
internal static class CleanLabelPoisons
{
    private const int Together = 100;
    private const int Epochs = 8;

    /// <returns>All images, those of <see cref="ExposureData.CleanLabelRows"/> moved.</returns>
    public static ByteImages Make(ExposureData set, NetworkShape shape, int seed)
    {
        var recipe = new TrainingRecipe { Loss = new LossPlan(TrainingLoss.CrossEntropy), Epochs = Epochs, Seed = (1000 * seed) + 999 };
        using var stage = new TrainingStage(shape, set.ForReference(), recipe);
        stage.Run(_ => { }, _ => { }, default);
        using var network = stage.BestNetwork();
        var encoder = new NetworkEncoder(network);
        int[] bases = [.. set.Reference.Where(row => set.Labels[row] == ExposureData.Target)];
        SplitMix64.For(seed, "bases").Shuffle(bases.AsSpan());

        var images = set.Copy();
        foreach (var rows in set.CleanLabelRows.Chunk(Together))
        {
            var moved = new MembershipAmplification().Craft(encoder.Encode, NetworkEncoder.Pictures(set.Images, rows), NetworkEncoder.Pictures(set.Images, bases.Take(Together)), default);
            foreach (var (image, row) in moved.Zip(rows))
                image.Picture.Pixels.CopyTo(images[row]);
        }

        return images;
    }
}
