using DatasetGuard.Learning.Training;
using DatasetGuard.Learning.Training.Privacy;

namespace DatasetGuard.Benchmarks.Exposure;

/// <param name="Name">As in the table.</param>
/// <param name="Recipe">How the network is trained; seed and threads are set for each run.</param>
internal sealed record ExposureRecipe(string Name, TrainingRecipe Recipe)
{
    /// <summary>Of 24 epochs, long after which it has learned the labels by heart.</summary>
    private static readonly TrainingRecipe Plain = new() { Loss = new LossPlan(TrainingLoss.CrossEntropy) };

    private static readonly TrainingRecipe Short = Plain with { Epochs = 12 };

    /// <summary>Each image is taught only by networks that never saw it.</summary>
    public bool IsStrong { get; init; }

    /// <summary>What a scan suspects is left out.</summary>
    public bool DropsSuspects { get; init; }

    /// <param name="side">Of the pictures.</param>
    /// <param name="turns">Pictures may be turned left to right.</param>
    public static IReadOnlyList<ExposureRecipe> All(int side, bool turns)
    {
        var moved = Plain with { Augmentation = new Augmentation { Shift = Augmentation.ShiftFor(side, side) } };
        var margin = new LossPlan(TrainingLoss.Margin);
        var hardened = moved with { Loss = margin, Dropout = TrainingRecipe.DropoutWithoutFlips };
        return
        [
            new("cross-entropy, last epoch", Plain with { LeastGain = -1, Patience = int.MaxValue }),
            new("cross-entropy, early stop", Short),
            new("+ weight decay 0.5", Short with { WeightDecay = 0.5 }),
            new("+ dropout 0.5", Short with { Dropout = 0.5 }),
            new("+ moved pictures", moved),
            .. Beside(),
            new("RelaxLoss", Plain with { Loss = new LossPlan(TrainingLoss.Relaxed) }),
            new("CRL", Plain with { Loss = new LossPlan(TrainingLoss.CenterRelaxed) }),
            new("cross-fitted distillation", Short) { IsStrong = true },
            new("margin + cross-fitted", Short with { Loss = margin }) { IsStrong = true },
            new("margin + moved pictures", moved with { Loss = margin }),
            new("margin + scan-and-drop", Short with { Loss = margin }) { DropsSuspects = true },
            new("the default", hardened),
            new("the default without margin loss", hardened with { Loss = Plain.Loss }),
            new("the default with weight decay 0.5", hardened with { WeightDecay = 0.5 }),
            .. turns ? [new("the default with --flips", hardened with { Dropout = 0, Augmentation = hardened.Augmentation with { Flips = true } })] : (ExposureRecipe[])[],
            new("--privacy strong", hardened with { Dropout = 0 }) { IsStrong = true },
            new("--privacy differential", moved with { Privacy = new DifferentialPrivacy() }),
        ];
    }

    /// <summary>Early stop, and one loss on the features beside cross-entropy.</summary>
    private static IEnumerable<ExposureRecipe> Beside() => Enum.GetValues<TrainingLoss>()
        .Select(loss => new LossPlan(loss))
        .Where(plan => plan.IsBeside)
        .Select(plan => new ExposureRecipe($"+ {plan.Name} loss", Short with { Loss = plan }));
}
