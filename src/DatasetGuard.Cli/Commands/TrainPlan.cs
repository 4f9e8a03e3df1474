using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;
using DatasetGuard.Learning.Training.Privacy;

namespace DatasetGuard.Cli.Commands;

/// <summary>The network and the recipe that the settings ask for.</summary>
internal sealed class TrainPlan(TrainingSettings settings)
{
    public const string Differential = "differential";
    public const string Strong = "strong";
    public const string CrossEntropy = "cross-entropy";

    private const string ResNet18 = "resnet-18";

    /// <summary>How many times as wide as the surrogate of a scan.</summary>
    private static readonly Dictionary<string, int> Widenings = new(StringComparer.Ordinal) { ["small"] = 1, ["medium"] = 2, ["large"] = 4 };

    public bool IsStrong => settings.Privacy == Strong;

    /// <summary>Larger pictures are scaled down to it.</summary>
    public int MaxSide => Shape(channels: 3, NetworkShape.MaxSide, classes: 2).LargestSide;

    public NetworkShape Shape(TrainingSet set) =>
        Shape(set.Images.Images.Channels, Math.Min(set.Images.Images.Height, set.Images.Images.Width), set.Classes.Count);

    public TrainingRecipe Recipe(TrainingSet set, ScanOptions options)
    {
        var images = set.Images.Images;
        var recipe = new TrainingRecipe
        {
            Augmentation = new Augmentation { Shift = settings.Shift ?? Augmentation.ShiftFor(images.Height, images.Width), Flips = settings.Flips ?? false },
            Loss = LossOf(settings),
            Seed = options.Seed,
            Jobs = options.Jobs,
        };
        recipe = recipe.Of(settings.Epochs ?? DefaultEpochs(set)) with { MaxRate = settings.Network == ResNet18 ? TrainingRecipe.DeepMaxRate : recipe.MaxRate };
        return settings.Privacy == Differential ? Private(recipe, set.Images.Training.Length) : Open(recipe);
    }

    /// <summary>Differential privacy goes with cross-entropy alone.</summary>
    public static LossPlan LossOf(TrainingSettings settings)
    {
        var plan = settings.Loss is { } name ? LossPlan.Of(name) : settings.Privacy == Differential ? LossPlan.Of(CrossEntropy) : new TrainingRecipe().Loss;
        return !plan.IsBeside ? plan : plan with
        {
            Weight = settings.LossWeight ?? plan.Weight,
            From = (settings.LossFrom ?? 1) - 1,
            To = settings.LossTo - 1,
            Ramp = settings.LossRamp ?? 0,
        };
    }

    /// <summary>Each pass spends of an epsilon, so that more passes need more noise.</summary>
    private int DefaultEpochs(TrainingSet set) => settings.Privacy == Differential ? new TrainingRecipe().Epochs : TrainingRecipe.EpochsFor(set.Images.Training.Length);

    private TrainingRecipe Open(TrainingRecipe recipe) => recipe with
    {
        Dropout = settings.Dropout ?? (recipe.Augmentation.Flips || IsStrong ? 0 : TrainingRecipe.DropoutWithoutFlips),
    };

    private TrainingRecipe Private(TrainingRecipe recipe, int trained)
    {
        var asked = new DifferentialPrivacy();
        return recipe with
        {
            Privacy = asked with { Epsilon = settings.Epsilon ?? asked.Epsilon, ClipNorm = settings.Clip ?? asked.ClipNorm },
            BatchSize = TrainingRecipe.PrivateBatchFor(trained),
            Dropout = settings.Dropout ?? 0,
        };
    }

    private NetworkShape Shape(int channels, int side, int classes)
    {
        var shape = settings.Network == ResNet18 ? NetworkShape.ResNet18(channels, classes) : NetworkShape.Classifier(channels, side, Widenings[settings.Network ?? "small"], classes);
        return settings.Privacy == Differential ? shape with { Normalisation = Normalisation.Group } : shape;
    }
}
