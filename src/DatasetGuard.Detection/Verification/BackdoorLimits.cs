using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Detection.Verification;

/// <summary>From where on a backdoor is shown; from somewhat less on it is suspected, but never from more.</summary>
/// <param name="Squares">Share of the group whose squares flip half of the images that they are put onto.</param>
/// <param name="Patterns">Mean share of images that what lies over the whole picture flips.</param>
/// <param name="Gain">What training with others of the group adds to the share of it that is taken for the class.</param>
internal readonly record struct BackdoorLimits(double Squares, double Patterns, double Gain)
{
    public static readonly RuleOption SquaresOption = new("squares", 0.6, 0.1, 1, "The share of a group whose 4 x 4 squares flip images of other classes from which a backdoor in one place is shown.");
    public static readonly RuleOption PatternsOption = new("patterns", 0.7, 0.1, 1, "The share of images of other classes that the pattern of a group flips from which a backdoor all over the picture is shown.");

    /// <summary>The worst clean class of CIFAR-10, MNIST, Fashion-MNIST and the flowers, deer in 10,000 images of the first, gains 0.49.</summary>
    public static readonly RuleOption GainOption = new("gain", 0.6, 0.2, 1, "What the others of a group teach a network about one of it, as a share of the group, from which that is no property of the class.");

    private const double MostSquaresSuspected = 0.4, MostPatternsSuspected = 0.6, MostGainSuspected = 0.55;

    public static BackdoorLimits Default { get; } = new(SquaresOption.Default, PatternsOption.Default, GainOption.Default);

    public double SquaresSuspected => Math.Min(MostSquaresSuspected, Squares);

    public double PatternsSuspected => Math.Min(MostPatternsSuspected, Patterns);

    public double GainSuspected => Math.Min(MostGainSuspected, Gain);

    public static BackdoorLimits Of(ScanOptions options)
    {
        double Value(RuleOption option) => options.ValueOf(BackdoorFinding.Rule, option);
        return new BackdoorLimits(Value(SquaresOption), Value(PatternsOption), Value(GainOption));
    }
}
