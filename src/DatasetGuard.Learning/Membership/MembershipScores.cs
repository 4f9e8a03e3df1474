using System.Numerics;

namespace DatasetGuard.Learning.Membership;

/// <summary>Scores of samples: the higher, the more likely a member.</summary>
public static class MembershipScores
{
    /// <param name="score">Which.</param>
    /// <param name="logits">Of one sample, one for each class.</param>
    /// <param name="label">Of the sample.</param>
    /// <returns>Not-a-number where a logit is not a number or +infinity.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no logit of that label, or no such score.</exception>
    public static double Of<T>(MembershipScore score, ReadOnlySpan<T> logits, int label)
        where T : IFloatingPointIeee754<T> => score switch
        {
            MembershipScore.ModifiedEntropy => -SoftmaxMeasures.ModifiedEntropy(logits, label),
            MembershipScore.Loss => -SoftmaxMeasures.CrossEntropy(logits, label),
            MembershipScore.Confidence => SoftmaxMeasures.Confidence(logits, label),
            MembershipScore.Entropy => -SoftmaxMeasures.Entropy(logits),
            MembershipScore.Gap => double.IsNaN(SoftmaxMeasures.CrossEntropy(logits, label)) ? double.NaN : SoftmaxMeasures.IsCorrect(logits, label) ? 1 : 0,
            _ => throw new ArgumentOutOfRangeException(nameof(score), score, "There is no such score."),
        };

    /// <summary>Those of many samples.</summary>
    /// <param name="score">Which.</param>
    /// <param name="logits">Row by row, one row a sample.</param>
    /// <param name="labels">Of each sample.</param>
    /// <returns>In the order of <paramref name="labels"/>.</returns>
    /// <exception cref="ArgumentException">The logits are not a whole number of rows for these labels, or lack one of a label.</exception>
    public static double[] Of<T>(MembershipScore score, ReadOnlySpan<T> logits, ReadOnlySpan<int> labels)
        where T : IFloatingPointIeee754<T>
    {
        var classes = Rows.Width(logits.Length, labels.Length);
        var scores = new double[labels.Length];
        for (var i = 0; i < scores.Length; i++)
            scores[i] = Of(score, logits.Slice(i * classes, classes), labels[i]);

        return scores;
    }

    /// <summary>log(p_y / (1 - p_y)) of many samples: what attacks by shadow models compare.</summary>
    /// <param name="logits">Row by row, one row a sample.</param>
    /// <param name="labels">Of each sample.</param>
    /// <exception cref="ArgumentException">The logits are not a whole number of rows for these labels, or lack one of a label.</exception>
    public static double[] LogOdds<T>(ReadOnlySpan<T> logits, ReadOnlySpan<int> labels)
        where T : IFloatingPointIeee754<T>
    {
        var classes = Rows.Width(logits.Length, labels.Length);
        var odds = new double[labels.Length];
        for (var i = 0; i < odds.Length; i++)
            odds[i] = SoftmaxMeasures.LogOdds(logits.Slice(i * classes, classes), labels[i]);

        return odds;
    }
}
