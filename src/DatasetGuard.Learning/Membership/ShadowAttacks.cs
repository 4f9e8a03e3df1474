namespace DatasetGuard.Learning.Membership;

/// <summary>
/// Attacks that hold a model's answer against those of models that never saw the sample. They see what a model's own confidence hides: a report without
/// them gives false comfort at low false-positive rates.
/// </summary>
public static class ShadowAttacks
{
    /// <summary>With fewer models a deviation of each sample's own is noisier than one for all.</summary>
    private const int ModelsForOwnDeviation = 64;

    /// <summary>
    /// Offline likelihood-ratio attack (LiRA) of Carlini, Chien, Nasr, Song, Terzis and Tramèr, "Membership Inference Attacks From First Principles"
    /// (S&amp;P 2022, arXiv 2112.03570), section V.
    /// </summary>
    /// <remarks>
    /// The paper's score is 1 - Pr[Z > phi] with phi = log(p_y / (1 - p_y)) and Z normal with the mean and deviation of phi over the models that never saw the
    /// sample. Given back is (phi - mean) / deviation, which has the same order and does not round to 1. The deviation is that of the sample from 64
    /// models on, and below, as the paper advises, one for all samples (here the pooled one within samples); then the order is that of the calibrated score of
    /// Watson, Guo, Cormode and Sablayrolles, "On the Importance of Difficulty Calibration in Membership Inference Attacks" (ICLR 2022).
    /// </remarks>
    /// <param name="logOdds">Of the audited model, one a sample: <see cref="MembershipScores.LogOdds{T}"/>.</param>
    /// <param name="shadows">Of the same samples.</param>
    /// <returns>The higher, the more likely a member.</returns>
    /// <exception cref="ArgumentException">The numbers of samples differ.</exception>
    public static double[] OfflineLikelihoodRatio(ReadOnlySpan<double> logOdds, ShadowModels shadows)
    {
        CheckCount(logOdds, shadows);
        var moments = new (double Mean, double Squares, int Count)[logOdds.Length];
        for (var i = 0; i < moments.Length; i++)
        {
            double[] unseen = [.. shadows.Unseen(i)];
            var mean = unseen.Average();
            moments[i] = (mean, unseen.Sum(value => (value - mean) * (value - mean)), unseen.Length);
        }

        var pooled = Deviation(moments.Sum(m => m.Squares), moments.Sum(m => m.Count - 1));
        var scores = new double[logOdds.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            var (mean, squares, count) = moments[i];
            scores[i] = (logOdds[i] - mean) / (count >= ModelsForOwnDeviation ? Deviation(squares, count - 1) : pooled);
        }

        return scores;
    }

    /// <summary>
    /// Robust membership inference (RMIA), offline, of Zarifzadeh, Liu and Shokri, "Low-Cost High-Power Membership Inference Attacks" (ICML 2024, arXiv 2312.03262),
    /// section 3.
    /// </summary>
    /// <remarks>
    /// The share of other samples z of the population for which [p(x | model) / p(x)] / [p(z | model) / p(z)] >= gamma, where p(. | model) is the confidence in the label,
    /// and p(.) = ((1 + a) m + (1 - a)) / 2 with m its mean over the models that never saw the sample.
    /// </remarks>
    /// <param name="logOdds">Of the audited model, one a sample: <see cref="MembershipScores.LogOdds{T}"/>.</param>
    /// <param name="shadows">Of the same samples.</param>
    /// <param name="populationLogOdds">Of the audited model, for samples it was not trained on, other than those to be judged.</param>
    /// <param name="populationShadows">Of those samples.</param>
    /// <param name="offset">a, within 0 and 1: how near models that saw a sample come to confidence 1.</param>
    /// <param name="gamma">From 1 on; the larger, the surer the vote of each z must be.</param>
    /// <returns>Within 0 and 1; the higher, the more likely a member.</returns>
    /// <exception cref="ArgumentException">The numbers of samples differ, or the population is empty.</exception>
    public static double[] RobustRelative(
        ReadOnlySpan<double> logOdds, ShadowModels shadows, ReadOnlySpan<double> populationLogOdds, ShadowModels populationShadows, double offset = 0.3, double gamma = 1)
    {
        CheckCount(logOdds, shadows);
        CheckCount(populationLogOdds, populationShadows);
        if (populationLogOdds.IsEmpty)
            throw new ArgumentException("The population is empty.", nameof(populationLogOdds));

        if (offset is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(offset), offset, "It must lie within 0 and 1.");

        if (!(gamma >= 1) || !double.IsFinite(gamma))
            throw new ArgumentOutOfRangeException(nameof(gamma), gamma, "It must be finite and at least 1.");

        var population = LogRatios(populationLogOdds, populationShadows, offset);
        Array.Sort(population);
        var scores = LogRatios(logOdds, shadows, offset);
        for (var i = 0; i < scores.Length; i++)
            scores[i] = CountAtMost(population, scores[i] - Math.Log(gamma)) / (double)population.Length;

        return scores;
    }

    /// <summary>log of p(x | model) / p(x).</summary>
    private static double[] LogRatios(ReadOnlySpan<double> logOdds, ShadowModels shadows, double offset)
    {
        var ratios = new double[logOdds.Length];
        for (var i = 0; i < ratios.Length; i++)
        {
            var mean = shadows.Unseen(i).Average(value => 1 / (1 + Math.Exp(-value)));
            ratios[i] = -SoftmaxMeasures.Softplus(-logOdds[i]) - Math.Log((((1 + offset) * mean) + (1 - offset)) / 2);
        }

        return ratios;
    }

    private static int CountAtMost(double[] sorted, double value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] <= value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>1 where nothing varies, or nothing could: the order of scores is then that of the differences.</summary>
    private static double Deviation(double squares, int freedom) => freedom > 0 && squares > 0 ? Math.Sqrt(squares / freedom) : 1;

    private static void CheckCount(ReadOnlySpan<double> logOdds, ShadowModels shadows)
    {
        if (logOdds.Length != shadows.Samples)
            throw new ArgumentException($"There are {logOdds.Length} samples, but {shadows.Samples} of the shadow models.", nameof(shadows));

        foreach (var value in logOdds)
        {
            if (!double.IsFinite(value))
                throw new ArgumentException("The audited model gives a sample no finite log-odds.", nameof(logOdds));
        }
    }
}
