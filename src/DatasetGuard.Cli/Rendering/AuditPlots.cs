using DatasetGuard.Learning.Auditing;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace DatasetGuard.Cli.Rendering;

/// <summary><c>roc.png</c> and <c>scores.png</c>: the attacks' curves on logarithmic axes, where single images show, and the scores of both sides.</summary>
internal static class AuditPlots
{
    public const string RocName = "roc.png";
    public const string ScoresName = "scores.png";

    private const int Side = 640;
    private const int Bins = 60;
    private const double Headroom = 1.05;

    /// <summary>Where the modified entropy was rounded to 0.</summary>
    private const double LeastEntropy = 1e-9;

    /// <summary>Both axes from less than one sample on.</summary>
    /// <returns>A PNG file.</returns>
    public static byte[] Roc(AuditResult audit)
    {
        var plot = new Plot();
        var least = Math.Min(1.0 / audit.Compared.NonMembers, 1.0 / audit.Compared.Members) / 2;
        var low = Math.Floor(Math.Log10(least));
        foreach (var attack in Shown(audit))
        {
            var points = attack.Exposure.Curve.Points;
            var line = plot.Add.ScatterLine(
                points.Select(point => Math.Log10(Math.Max(point.FalsePositiveRate, least))).ToArray(),
                points.Select(point => Math.Log10(Math.Max(point.TruePositiveRate, least))).ToArray());
            line.LegendText = FormattableString.Invariant($"{attack.Title}, AUC {attack.Exposure.Auc:0.000}");
            line.LineWidth = 2;
        }

        var chance = plot.Add.Line(low, low, 0, 0);
        chance.LinePattern = LinePattern.Dashed;
        chance.Color = Colors.Gray;
        Logarithmic(plot.Axes.Bottom, low, 0);
        Logarithmic(plot.Axes.Left, low, 0);
        plot.Axes.SetLimits(low, 0, low, 0);
        plot.Title("Members that are found, against others taken for them");
        plot.XLabel("false-positive rate");
        plot.YLabel("true-positive rate");
        plot.ShowLegend(Alignment.LowerRight);
        return plot.GetImageBytes(Side, Side, ImageFormat.Png);
    }

    /// <summary>How the modified entropy is spread.</summary>
    /// <returns>A PNG file.</returns>
    public static byte[] Scores(AuditResult audit)
    {
        var attack = audit.Attacks[0];
        double[] members = [.. attack.Members.Select(Place)];
        double[] others = [.. attack.NonMembers.Select(Place)];
        var (low, high) = (Math.Floor(Math.Min(members.Min(), others.Min())), Math.Ceiling(Math.Max(members.Max(), others.Max())));
        if (high <= low)
            high = low + 1;

        var plot = new Plot();
        var top = Math.Max(
            AddHistogram(plot, members, low, high, Colors.Red, "members"),
            AddHistogram(plot, others, low, high, Colors.Blue, "non-members"));
        Logarithmic(plot.Axes.Bottom, low, high);
        plot.Axes.SetLimits(low, high, 0, Headroom * top);
        plot.Title("Modified entropy of the answers");
        plot.XLabel("M_mem; further left the model is surer, and right");
        plot.YLabel("share");
        plot.ShowLegend(Alignment.UpperLeft);
        return plot.GetImageBytes(Side, Side * 2 / 3, ImageFormat.Png);
    }

    /// <summary>What is shown together stays readable: the first, the strongest, and those by shadow models.</summary>
    private static IEnumerable<Attack> Shown(AuditResult audit) =>
        audit.Attacks.Where((attack, i) => i == 0 || attack == audit.Strongest || attack.Key is "lira" or "rmia");

    private static double Place(double score) => Math.Log10(Math.Clamp(-score, LeastEntropy, double.MaxValue));

    /// <returns>The largest share.</returns>
    private static double AddHistogram(Plot plot, double[] values, double low, double high, Color colour, string name)
    {
        var (xs, ys) = (new double[Bins + 1], new double[Bins + 1]);
        for (var i = 0; i <= Bins; i++)
            xs[i] = low + ((high - low) * i / Bins);
        foreach (var value in values)
            ys[Math.Clamp((int)((value - low) / (high - low) * Bins), 0, Bins - 1)] += 1.0 / values.Length;

        var line = plot.Add.ScatterLine(xs, ys, colour);
        line.ConnectStyle = ConnectStyle.StepHorizontal;
        line.LegendText = name;
        line.LineWidth = 2;
        return ys.Max();
    }

    private static void Logarithmic(IAxis axis, double low, double high)
    {
        var ticks = new NumericManual();
        for (var power = low; power <= high; power++)
            ticks.AddMajor(power, power >= -3 && power <= 3 ? FormattableString.Invariant($"{Math.Pow(10, power):0.###}") : FormattableString.Invariant($"1e{power:0}"));

        axis.TickGenerator = ticks;
    }
}
