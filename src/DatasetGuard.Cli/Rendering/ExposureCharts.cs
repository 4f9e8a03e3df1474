using DatasetGuard.Core.Reports.Html.Charts;
using DatasetGuard.Learning.Membership;

namespace DatasetGuard.Cli.Rendering;

/// <summary>What a model gives away, as charts of a page.</summary>
internal static class ExposureCharts
{
    private const int Bins = 60;

    /// <summary>Where the modified entropy was rounded to 0.</summary>
    private const double LeastEntropy = 1e-9;

    /// <summary>Both axes are logarithmic and begin below one sample: single images that are given away for sure show.</summary>
    public static LineChart Roc(IReadOnlyList<(string Name, MembershipExposure Exposure)> attacks)
    {
        var first = attacks[0].Exposure;
        var least = Math.Pow(10, Math.Floor(Math.Log10(Math.Min(1.0 / first.NonMembers, 1.0 / first.Members) / 2)));
        var lines = attacks.Select(attack => new ChartSeries(
            FormattableString.Invariant($"{attack.Name}, AUC {attack.Exposure.Auc:0.000}"),
            [.. attack.Exposure.Curve.Points.Where(point => point.FalsePositiveRate > 0 || point.TruePositiveRate > 0).Select(point => (point.FalsePositiveRate, point.TruePositiveRate))]));
        return new LineChart(
            "Members that are found, against others taken for them",
            "A line along the dashed one tells nothing; the farther it lies above that on the left, the more members are given away for sure.",
            new ChartAxis("false-positive rate", least, 1) { IsLogarithmic = true },
            new ChartAxis("true-positive rate", least, 1) { IsLogarithmic = true },
            [.. lines, new ChartSeries("guessing", [(least, least), (1, 1)]) { IsReference = true }]);
    }

    /// <param name="members">Scores by the modified entropy, the higher the more likely a member.</param>
    /// <param name="others">The same of non-members.</param>
    public static LineChart Scores(double[] members, double[] others)
    {
        double[] inside = [.. members.Select(Place)], outside = [.. others.Select(Place)];
        var low = Math.Pow(10, Math.Floor(Math.Log10(Math.Min(inside.Min(), outside.Min()))));
        var high = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(inside.Max(), outside.Max()))) + 1);
        var axis = new ChartAxis("modified entropy; further left the model is surer, and right", low, high) { IsLogarithmic = true };
        ChartSeries[] series = [ChartSeries.Histogram("members", inside, axis, Bins), ChartSeries.Histogram("non-members", outside, axis, Bins)];
        return new LineChart(
            "Scores of members and of others",
            "The less the two lie over each other, the more the model gives away.",
            axis,
            new ChartAxis("share", 0, series.Max(one => one.Points.Max(point => point.Y)) * 1.05),
            series);
    }

    private static double Place(double score) => Math.Clamp(-score, LeastEntropy, double.MaxValue);
}
