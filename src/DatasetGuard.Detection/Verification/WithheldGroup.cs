namespace DatasetGuard.Detection.Verification;

/// <summary>What becomes of a group of one class when a network is trained without it, and with the three quarters of it that an image is not in.</summary>
/// <param name="Class">The label of the group.</param>
/// <param name="Rows">The group.</param>
/// <param name="Without">For each image the class that a network says which was trained without the whole group.</param>
/// <param name="OwnProbability">The probability that this network gives to the label of each image.</param>
/// <param name="WithOthers">
/// For each image the class that a network says which was trained with three quarters of the group, but not with this image; <see cref="NotAsked"/> for
/// about half of them.
/// </param>
internal sealed record WithheldGroup(int Class, int[] Rows, int[] Without, float[] OwnProbability, int[] WithOthers)
{
    public const int NotAsked = -1;

    /// <summary>Of fewer images nothing can be told, nor of more that look alike.</summary>
    public const int LeastAsked = 8;

    /// <summary>Half of a group is asked about.</summary>
    public const int LeastRows = 2 * LeastAsked;

    /// <summary>
    /// Shown: without the group few of its images are taken for the class, with most of it many more of the others are, two thirds of the gain that is
    /// configured, four in ten. A rare kind of clean images behaves alike (smileys among drawn people gain 0.86), but a network that was trained without it is in doubt:
    /// poisoned images are surely taken for what they show. Of clean classes with a gain above 0.15 the median probability lies at 0.045 and above, of poison that works on MNIST and
    /// Fashion-MNIST at 0.002 and below.
    /// </summary>
    private const double OwnShown = 0.15, SourceShown = 0.6, ShareOfGain = 2.0 / 3, SureProbability = 0.02;

    /// <summary>
    /// A network that is in doubt about everything is in doubt about poison as well. Then what is of other classes is told by the quarter of the group that it is
    /// surest of: for poison it ranks among images of other classes as theirs does, at a quarter or somewhat above (on CIFAR-10 blurred pictures at 0.29 and 0.35, pictures in sepia
    /// at 0.37). A rare kind of the class has no image that is as foreign (smileys among drawn people: 0.59, deer, the clean class of CIFAR-10 that gains most: 0.70).
    /// </summary>
    private const double ForeignRank = 0.45;

    /// <summary>
    /// What edge networks do not find in its class was chosen for looking foreign, and a low probability says little (a rare kind of figures of a game gains 0.86 from 0.018): nothing is said unless hardly an
    /// image of other classes is as foreign. Then half of the gain will do, for a change of all colours is learned in part only. Poison (pictures in gray and sepia, turned hues and negatives on CIFAR-10)
    /// ranked at 0.04 to 0.18, but for one negative at 0.45, and gained 0.22 to 0.81 where its attack worked. Clean classes rank from 0.09 on, those of CIFAR-10 mostly above 0.2, and those below it gained at most 0.13.
    /// </summary>
    private const double OddRank = 0.2, ShareOfOddGain = 0.5, ShareOfOddSuspected = 1.0 / 3;

    /// <summary>
    /// A group that no network chose was not chosen for looking foreign either: half of other classes' images are as foreign as a quarter of it where it is theirs. (Poison on
    /// CIFAR-10 that was saved unlike the rest, turned hues and negatives of which the attack works, ranked at 0.39 and 0.47.)
    /// </summary>
    private const double FoundRank = 0.5;

    private const double OwnSuspected = 0.2;

    public BackdoorLimits Limits { get; init; } = BackdoorLimits.Default;

    /// <summary>All images of the class that seem to carry the same, the surest first; for groups that are at least suspected.</summary>
    public IReadOnlyList<int> Members { get; init; } = [];

    /// <summary>The share of images of other classes, not trained with either, to which that network gives a lower probability of this class than the group's <see cref="LowProbability"/>; 1 without any.</summary>
    public double RankAmongOthers { get; init; } = 1;

    /// <summary>There is more than one other class that the images could be of.</summary>
    public bool HasSeveralSources { get; init; } = true;

    /// <summary>It is an <see cref="OddGroup"/>.</summary>
    public bool IsOdd { get; init; }

    /// <summary>It is a <see cref="FoundGroup"/>.</summary>
    public bool IsFound { get; init; }

    /// <summary>Without it the images are surely taken for other classes.</summary>
    public bool IsForeign => IsSure && ShareWithout <= (IsOdd ? OwnSuspected : OwnShown);

    /// <summary>Share of the group that is taken for the class without it.</summary>
    public double ShareWithout => ShareOf(Without, Class);

    /// <summary>Share of those asked about that is taken for the class after training with others of the group.</summary>
    public double ShareWithOthers => ShareOf(Asked, Class);

    public double Gain => ShareWithOthers - ShareWithout;

    /// <summary>Share of the class that most of the group is taken for without it.</summary>
    public double LargestSource => Without.CountBy(c => c).Max(pair => (double)pair.Value / Without.Length);

    /// <summary>The median over the group of the probability that it is of its class, from the network that was trained without it.</summary>
    public double MedianOwnProbability => OwnProbability.Order().ElementAt(OwnProbability.Length / 2);

    /// <summary>The same, which a quarter of the group does not exceed.</summary>
    public double LowProbability => OwnProbability.Order().ElementAt(OwnProbability.Length / 4);

    public bool IsShown => Asked.Length >= LeastAsked && IsForeign && Gain >= LeastGain;

    public bool IsSuspected => IsShown || (Asked.Length >= LeastAsked && Gain >= GainSuspected && (IsOdd ? IsForeign : ShareWithout <= OwnSuspected));

    /// <summary>The gain from which the group is reported.</summary>
    public double Threshold => IsShown ? LeastGain : GainSuspected;

    /// <summary>A rare kind that resembles one other class, as dandelions that look like sunflowers (65 % of a group), ranks as low as poison does (0.41).</summary>
    private bool IsSure => IsOdd
        ? RankAmongOthers <= OddRank
        : MedianOwnProbability <= SureProbability || ((LargestSource <= SourceShown || !HasSeveralSources) && RankAmongOthers <= (IsFound ? FoundRank : ForeignRank));

    private double GainSuspected => IsOdd ? ShareOfOddSuspected * Limits.Gain : Limits.GainSuspected;

    /// <summary>What is taken for one other class may be a kind that resembles it, or a trigger that works in that class alone: then the whole gain is needed.</summary>
    private double LeastGain => IsOdd ? ShareOfOddGain * Limits.Gain : LargestSource <= SourceShown ? ShareOfGain * Limits.Gain : Limits.Gain;

    private int[] Asked => [.. WithOthers.Where(c => c != NotAsked)];

    private static double ShareOf(int[] predicted, int label) => predicted.Length == 0 ? 0 : (double)predicted.Count(c => c == label) / predicted.Length;
}
