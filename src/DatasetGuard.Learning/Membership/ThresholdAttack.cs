using System.Numerics.Tensors;

namespace DatasetGuard.Learning.Membership;

/// <summary>Attacks of Yeom, Giacomelli, Fredrikson and Jha, "Privacy Risk in Machine Learning: Analyzing the Connection to Overfitting" (CSF 2018), section 3.</summary>
/// <param name="TruePositiveRate">Share of the members called members.</param>
/// <param name="FalsePositiveRate">Share of the non-members called members.</param>
public readonly record struct ThresholdAttack(double TruePositiveRate, double FalsePositiveRate)
{
    /// <summary>Membership advantage: true-positive rate - false-positive rate.</summary>
    public double Advantage => TruePositiveRate - FalsePositiveRate;

    /// <summary>Share of right guesses among as many members as non-members.</summary>
    public double Accuracy => (1 + Advantage) / 2;

    /// <summary>The gap attack calls a member what the model classifies rightly: its accuracy is 1/2 + (training accuracy - test accuracy) / 2.</summary>
    /// <param name="trainingAccuracy">Within 0 and 1.</param>
    /// <param name="testAccuracy">Within 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An accuracy is out of its range.</exception>
    public static ThresholdAttack Gap(double trainingAccuracy, double testAccuracy) => new(Share(trainingAccuracy), Share(testAccuracy));

    /// <summary>The loss attack: a member is what costs at most the mean cost of the members, which the attacker is taken to know.</summary>
    /// <param name="memberLosses">Of the samples trained on.</param>
    /// <param name="nonMemberLosses">Of others.</param>
    /// <exception cref="ArgumentException">One side is empty, or a loss is not a number.</exception>
    public static ThresholdAttack Loss(ReadOnlySpan<double> memberLosses, ReadOnlySpan<double> nonMemberLosses)
    {
        if (memberLosses.IsEmpty || nonMemberLosses.IsEmpty)
            throw new ArgumentException("There must be losses of members and of non-members.", nameof(memberLosses));

        if (TensorPrimitives.IsNaNAny(memberLosses) || TensorPrimitives.IsNaNAny(nonMemberLosses))
            throw new ArgumentException("A loss is not a number.", nameof(memberLosses));

        var mean = TensorPrimitives.Sum(memberLosses) / memberLosses.Length;
        return new ThresholdAttack(ShareAtMost(memberLosses, mean), ShareAtMost(nonMemberLosses, mean));
    }

    private static double ShareAtMost(ReadOnlySpan<double> values, double threshold)
    {
        var count = 0;
        foreach (var value in values)
            count += value <= threshold ? 1 : 0;

        return count / (double)values.Length;
    }

    private static double Share(double accuracy) =>
        accuracy is >= 0 and <= 1 ? accuracy : throw new ArgumentOutOfRangeException(nameof(accuracy), accuracy, "It must lie within 0 and 1.");
}
