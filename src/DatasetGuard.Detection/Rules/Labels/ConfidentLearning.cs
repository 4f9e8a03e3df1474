using DatasetGuard.Detection.Features.Surrogates;

namespace DatasetGuard.Detection.Rules.Labels;

/// <summary>Northcutt, Jiang and Chuang, "Confident Learning: Estimating Uncertainty in Dataset Labels" (2021, JAIR 70), section 3.1.</summary>
internal static class ConfidentLearning
{
    /// <summary>t_j, equation (2): the mean probability of a class over the images that are labelled so; 1 for a class without images.</summary>
    public static double[] Thresholds(OutOfFold outOfFold, int[] labels, int classes)
    {
        var (sums, counts) = (new double[classes], new int[classes]);
        for (var row = 0; row < labels.Length; row++)
        {
            sums[labels[row]] += outOfFold.LabelProbability[row];
            counts[labels[row]]++;
        }

        return [.. sums.Zip(counts, (sum, count) => count == 0 ? 1 : sum / count)];
    }

    /// <summary>
    /// Rows off the diagonal of the confident joint, equation (1): another class is the most probable one, and at least as probable as it is for the
    /// images of that class on average. The least probable labels first.
    /// </summary>
    public static int[] Mislabelled(OutOfFold outOfFold, int[] labels, int classes)
    {
        var thresholds = Thresholds(outOfFold, labels, classes);
        return
        [
            .. Enumerable.Range(0, labels.Length)
                .Where(row => outOfFold.Predicted[row] != labels[row] && outOfFold.PredictedProbability[row] >= thresholds[outOfFold.Predicted[row]])
                .OrderBy(row => outOfFold.LabelProbability[row])
                .ThenBy(row => row),
        ];
    }
}
