namespace DatasetGuard.Detection.Rules.Outliers;

/// <summary>Tran, Li and Madry, "Spectral Signatures in Backdoor Attacks" (2018, arXiv 1811.00636), algorithm 1, on centred features.</summary>
internal static class SpectralSignature
{
    /// <summary>tau_i = ((R_i - mean) . v)^2 with v the first principal axis.</summary>
    public static float[] Scores(ClassSpace space)
    {
        var scores = new float[space.Count];
        for (var i = 0; i < scores.Length; i++)
            scores[i] = space[i][0] * space[i][0];

        return scores;
    }

    /// <summary>How far the first axis stands out: lambda_1 / lambda_2, at least 1.</summary>
    public static double Prominence(ClassSpace space) => space.Dimension < 2 || space.Variances[1] <= 0 ? 1 : space.Variances[0] / space.Variances[1];

    /// <summary>The bimodality coefficient (skew^2 + 1) / kurtosis along the first axis: 1/3 for a normal distribution, 5/9 for an even one, 1 for two points.</summary>
    public static double Bimodality(ClassSpace space)
    {
        double second = 0, third = 0, fourth = 0;
        for (var i = 0; i < space.Count; i++)
        {
            double x = space[i][0];
            second += x * x;
            third += x * x * x;
            fourth += x * x * x * x;
        }

        var n = (double)space.Count;
        return fourth <= 0 ? 0 : ((third * third / (second * second * second) * n) + 1) / (fourth * n / (second * second));
    }
}
