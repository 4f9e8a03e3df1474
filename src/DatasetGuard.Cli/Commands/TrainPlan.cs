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
    public const string Linear = "linear";

    private const string ResNet18 = "resnet-18";

    /// <summary>How many times as wide as the surrogate of a scan.</summary>
    private static readonly Dictionary<string, int> Widenings = new(StringComparer.Ordinal) { ["small"] = 1, ["medium"] = 2, ["large"] = 4 };

    public bool IsStrong => settings.Privacy == Strong;

    /// <summary>The network is a layer on the features of an encoder.</summary>
    public bool IsLinear => settings.Network == Linear;

    /// <summary>Larger pictures are scaled down to it, but for an encoder.</summary>
    public int MaxSide => IsLinear ? NetworkShape.MaxSide : Shape(channels: 3, NetworkShape.MaxSide, classes: 2).LargestSide;

    public NetworkShape Shape(TrainingSet set)
    {
        var shape = set.Images.Images is ByteImages images
            ? Shape(images.Channels, Math.Min(images.Height, images.Width), set.Classes.Count)
            : NetworkShape.Linear(((FeatureMatrix)set.Images.Images).Columns, set.Classes.Count);
        return settings.Privacy == Differential ? shape with { Normalisation = Normalisation.Group } : shape;
    }

    /// <summary>Of the pictures that the model takes.</summary>
    public static (int Width, int Height) Size(TrainingSet set) => set.Encoder is { } encoder ? (encoder.Width, encoder.Height) : set.Images.Images is ByteImages images ? (images.Width, images.Height) : default;

    public TrainingRecipe Recipe(TrainingSet set, ScanOptions options)
    {
        var (width, height) = Size(set);
        var recipe = new TrainingRecipe
        {
            Augmentation = IsLinear ? Augmentation.None : new Augmentation { Shift = settings.Shift ?? Augmentation.ShiftFor(height, width), Flips = settings.Flips ?? false },
            Loss = LossOf(settings),
            Seed = options.Seed,
            Jobs = options.Jobs,
        };
        recipe = recipe.Of(settings.Epochs ?? DefaultEpochs(set)) with { MaxRate = settings.Network == ResNet18 ? TrainingRecipe.DeepMaxRate : recipe.MaxRate };
        return settings.Privacy == Differential ? Private(recipe, set.Images.Training.Length) : Open(recipe);
    }

    /// <summary>Differential privacy goes with cross-entropy alone, and a linear probe with what does not shape features.</summary>
    public static LossPlan LossOf(TrainingSettings settings)
    {
        var plan = settings.Loss is { } name ? LossPlan.Of(name) : settings.Privacy == Differential || settings.Network == Linear ? LossPlan.Of(CrossEntropy) : new TrainingRecipe().Loss;
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
        MaxRate = IsLinear ? TrainingRecipe.ProbeMaxRate : recipe.MaxRate,
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

    private NetworkShape Shape(int channels, int side, int classes) =>
        settings.Network == ResNet18 ? NetworkShape.ResNet18(channels, classes) : NetworkShape.Classifier(channels, side, Widenings[settings.Network ?? "small"], classes);
}
