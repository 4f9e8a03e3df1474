using DatasetGuard.Learning.Training;

namespace DatasetGuard.Benchmarks.Exposure;

/// <param name="Name">As in the table.</param>
/// <param name="Recipe">How the network is trained; seed and threads are set for each run.</param>
/// <param name="IsStrong">Each image is taught only by networks that never saw it.</param>
internal sealed record ExposureRecipe(string Name, TrainingRecipe Recipe, bool IsStrong = false)
{
    /// <summary>Of 24 epochs, long after which it has learned the labels by heart.</summary>
    private static readonly TrainingRecipe Plain = new() { Loss = new LossPlan(TrainingLoss.CrossEntropy) };

    /// <param name="side">Of the pictures.</param>
    /// <param name="turns">Pictures may be turned left to right.</param>
    public static IReadOnlyList<ExposureRecipe> All(int side, bool turns)
    {
        var moved = Plain with { Augmentation = new Augmentation { Shift = Augmentation.ShiftFor(side, side) } };
        var hardened = moved with { Loss = new LossPlan(TrainingLoss.Margin), Dropout = TrainingRecipe.DropoutWithoutFlips };
        List<ExposureRecipe> recipes =
        [
            new("cross-entropy, last epoch", Plain with { LeastGain = -1, Patience = int.MaxValue }),
            new("cross-entropy, early stop", Plain with { Epochs = 12 }),
            new("+ weight decay 0.5", Plain with { Epochs = 12, WeightDecay = 0.5 }),
            new("+ dropout 0.5", Plain with { Epochs = 12, Dropout = 0.5 }),
            new("+ margin loss", Plain with { Epochs = 12, Loss = new LossPlan(TrainingLoss.Margin) }),
            new("+ moved pictures", moved),
            new("the default", hardened),
            new("the default without margin loss", hardened with { Loss = new LossPlan(TrainingLoss.CrossEntropy) }),
            new("--privacy strong", hardened with { Dropout = 0 }, IsStrong: true),
        ];
        if (turns)
            recipes.Insert(8, new("the default with --flips", hardened with { Dropout = 0, Augmentation = hardened.Augmentation with { Flips = true } }));

        return recipes;
    }
}
