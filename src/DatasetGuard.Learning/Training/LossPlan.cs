namespace DatasetGuard.Learning.Training;

/// <summary>Which loss, and how much it counts beside cross-entropy in which epochs.</summary>
public sealed record LossPlan
{
    /// <summary>Squares of features that are not brought to length 1 are large beside a cross-entropy.</summary>
    private const double CenterWeight = 0.01;

    private static readonly Dictionary<string, TrainingLoss> ByName = new(StringComparer.Ordinal)
    {
        ["margin"] = TrainingLoss.Margin,
        ["cross-entropy"] = TrainingLoss.CrossEntropy,
        ["contrastive"] = TrainingLoss.Contrastive,
        ["triplet"] = TrainingLoss.Triplet,
        ["nt-xent"] = TrainingLoss.NTXent,
        ["nt-logistic"] = TrainingLoss.NTLogistic,
        ["supcon"] = TrainingLoss.SupCon,
        ["center"] = TrainingLoss.Center,
        ["relax"] = TrainingLoss.Relaxed,
        ["crl"] = TrainingLoss.CenterRelaxed,
    };

    public LossPlan(TrainingLoss loss) => (Loss, Weight) = (loss, loss == TrainingLoss.Center ? CenterWeight : 1);

    /// <summary>Of all losses, as options and files have them.</summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    public TrainingLoss Loss { get; }

    public string Name => ByName.Single(pair => pair.Value == Loss).Key;

    /// <summary>It stands beside cross-entropy, so that it can have a weight and epochs of its own.</summary>
    public bool IsBeside => Loss is not (TrainingLoss.CrossEntropy or TrainingLoss.Relaxed or TrainingLoss.CenterRelaxed);

    /// <summary>It pulls at the features, so that it needs a network that learns these.</summary>
    public bool ShapesFeatures => IsBeside || Loss == TrainingLoss.CenterRelaxed;

    /// <summary>Beside cross-entropy, which always counts 1.</summary>
    public double Weight { get; init; }

    /// <summary>The epoch in which it begins, from 0 on.</summary>
    public int From { get; init; }

    /// <summary>The last epoch in which it counts; to the end when left out.</summary>
    public int? To { get; init; }

    /// <summary>In so many epochs the weight rises to the whole of it, evenly.</summary>
    public int Ramp { get; init; }

    /// <exception cref="KeyNotFoundException">There is no such loss.</exception>
    public static LossPlan Of(string name) => new(ByName[name]);

    /// <summary>What it counts in an epoch, from 0 on.</summary>
    public double WeightAt(int epoch) => epoch < From || epoch > (To ?? int.MaxValue) ? 0 : Weight * Math.Min(1, (epoch - From + 1.0) / (Ramp + 1.0));
}
