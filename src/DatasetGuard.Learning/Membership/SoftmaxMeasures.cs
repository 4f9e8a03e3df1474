using System.Numerics;

namespace DatasetGuard.Learning.Membership;

/// <summary>What a classifier's logits of one sample say about its label, in double precision by log-sum-exp: to full precision also where probabilities round to 0 or 1.</summary>
/// <remarks>Logits of which one is not a number or +infinity give not-a-number; -infinity is a probability of 0.</remarks>
public static class SoftmaxMeasures
{
    /// <summary>-log p_y; from 0 on, +infinity where p_y is 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no logit of that label.</exception>
    public static double CrossEntropy<T>(ReadOnlySpan<T> logits, int label)
        where T : IFloatingPointIeee754<T> => Softplus(-LogOdds(logits, label));

    /// <summary>p_y, within 0 and 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no logit of that label.</exception>
    public static double Confidence<T>(ReadOnlySpan<T> logits, int label)
        where T : IFloatingPointIeee754<T> => Math.Exp(-CrossEntropy(logits, label));

    /// <summary>log(p_y / (1 - p_y)), the signal of Carlini et al. 2022 (arXiv 2112.03570), section V; +infinity with one class.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no logit of that label.</exception>
    public static double LogOdds<T>(ReadOnlySpan<T> logits, int label)
        where T : IFloatingPointIeee754<T>
    {
        CheckLabel(logits, label);
        return double.CreateChecked(logits[label]) - LogSumExp(logits, except: label);
    }

    /// <summary>-sum of p_i log p_i; within 0 and log(classes). Does not know the label.</summary>
    public static double Entropy<T>(ReadOnlySpan<T> logits)
        where T : IFloatingPointIeee754<T>
    {
        var all = LogSumExp(logits, except: -1);
        var entropy = 0.0;
        foreach (var logit in logits)
        {
            var log = double.CreateChecked(logit) - all;
            if (!double.IsNegativeInfinity(log))
                entropy -= Math.Exp(log) * log;
        }

        return entropy;
    }

    /// <summary>
    /// M_mem = -(1 - p_y) log p_y - sum over i other than y of p_i log(1 - p_i), of Song and Mittal, "Systematic Evaluation of Privacy Risks of Machine
    /// Learning Models" (USENIX Security 2021), section 3.
    /// </summary>
    /// <returns>From 0 (certain and right) on, towards +infinity (certain and wrong). Members tend to have lower values.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no logit of that label.</exception>
    public static double ModifiedEntropy<T>(ReadOnlySpan<T> logits, int label)
        where T : IFloatingPointIeee754<T>
    {
        var odds = LogOdds(logits, label);
        if (double.IsNaN(odds) || double.IsInfinity(odds))
            return double.IsPositiveInfinity(odds) ? 0 : -odds;

        var all = LogSumExp(logits, except: -1);
        var top = Largest(logits);
        var measure = Math.Exp(-Softplus(odds)) * Softplus(-odds);
        for (var i = 0; i < logits.Length; i++)
        {
            if (i == label)
                continue;

            // Only the largest probability can be near 1, where 1 - p would lose its digits.
            var p = Math.Exp(double.CreateChecked(logits[i]) - all);
            measure += p * (i == top ? Softplus(LogOdds(logits, i)) : -LogOnePlus(-p));
        }

        return measure;
    }

    /// <summary>The label has the largest logit; of equal ones the first counts.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no logit of that label.</exception>
    public static bool IsCorrect<T>(ReadOnlySpan<T> logits, int label)
        where T : IFloatingPointIeee754<T>
    {
        CheckLabel(logits, label);
        return Largest(logits) == label;
    }

    /// <summary>log(1 + e^x): -log p of log-odds -x.</summary>
    internal static double Softplus(double x) => Math.Max(x, 0) + LogOnePlus(Math.Exp(-Math.Abs(x)));

    /// <summary>log(1 + x) to full precision for small x: Goldberg, "What Every Computer Scientist Should Know About Floating-Point Arithmetic" (1991), theorem 4.</summary>
    private static double LogOnePlus(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : x * Math.Log(sum) / (sum - 1);
    }

    private static int Largest<T>(ReadOnlySpan<T> logits)
        where T : IFloatingPointIeee754<T>
    {
        var best = 0;
        for (var i = 1; i < logits.Length; i++)
        {
            if (logits[i] > logits[best])
                best = i;
        }

        return best;
    }

    /// <summary>-infinity of nothing.</summary>
    private static double LogSumExp<T>(ReadOnlySpan<T> logits, int except)
        where T : IFloatingPointIeee754<T>
    {
        var top = double.NegativeInfinity;
        for (var i = 0; i < logits.Length; i++)
        {
            var logit = double.CreateChecked(logits[i]);
            if (double.IsNaN(logit) || double.IsPositiveInfinity(logit))
                return double.NaN;

            top = i == except ? top : Math.Max(top, logit);
        }

        if (double.IsNegativeInfinity(top))
            return top;

        var sum = 0.0;
        for (var i = 0; i < logits.Length; i++)
        {
            if (i != except)
                sum += Math.Exp(double.CreateChecked(logits[i]) - top);
        }

        return top + Math.Log(sum);
    }

    private static void CheckLabel<T>(ReadOnlySpan<T> logits, int label)
    {
        if ((uint)label >= (uint)logits.Length)
            throw new ArgumentOutOfRangeException(nameof(label), label, $"There are {logits.Length} logits.");
    }
}
