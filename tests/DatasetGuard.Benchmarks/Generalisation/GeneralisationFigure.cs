using DatasetGuard.Core;
using DatasetGuard.RedTeam.Drills;
using ScottPlot;

namespace DatasetGuard.Benchmarks.Generalisation;

/// <summary>Attack success against the poison rate: seen, unseen and control, in the small and the large network, with the interval of all seeds together.</summary>
internal static class GeneralisationFigure
{
    private const int Width = 720;
    private const int Height = 420;

    private static readonly (string Name, Func<AttackSuccess, Proportion> Of, Color Colour)[] Lines =
    [
        ("seen", success => success.Seen, Color.FromHex("#1f77b4")),
        ("unseen", success => success.Unseen!, Color.FromHex("#d62728")),
        ("control", success => success.Control, Color.FromHex("#7f7f7f")),
    ];

    /// <returns>A PNG file.</returns>
    public static byte[] Draw(IReadOnlyList<GeneralisationRow> rows)
    {
        var plot = new Plot();
        foreach (var (name, of, colour) in Lines)
        {
            foreach (var network in rows.GroupBy(row => row.IsLarge))
                AddLine(plot, $"{name}, {(network.Key ? "large" : "small")} network", [.. network], of, colour, network.Key ? LinePattern.Solid : LinePattern.Dashed);
        }

        double[] rates = [.. rows.Select(row => row.Rate).Distinct().Order()];
        plot.Axes.Bottom.SetTicks([.. rates.Select(Math.Log10)], [.. rates.Select(rate => $"{100 * rate:0.#} %")]);
        plot.Axes.SetLimitsY(-0.02, 1.02);
        plot.XLabel("poison rate");
        plot.YLabel("attack success rate");
        plot.Title($"{rows[0].Family}, {rows[0].Set}");
        plot.ShowLegend(Edge.Right);
        return plot.GetImageBytes(Width, Height, ImageFormat.Png);
    }

    private static void AddLine(Plot plot, string name, GeneralisationRow[] rows, Func<AttackSuccess, Proportion> of, Color colour, LinePattern pattern)
    {
        var points = rows.GroupBy(row => row.Rate).OrderBy(group => group.Key)
            .Select(group => (X: Math.Log10(group.Key), Y: new Proportion(group.Sum(row => of(row.Success).Successes), group.Sum(row => of(row.Success).Trials)))).ToArray();
        var line = plot.Add.Scatter(points.Select(point => point.X).ToArray(), points.Select(point => point.Y.Share ?? double.NaN).ToArray(), colour);
        (line.LegendText, line.LinePattern) = (name, pattern);
        foreach (var (x, y) in points)
        {
            var (low, high) = y.Wilson95();
            plot.Add.Line(x, low, x, high).Color = colour.WithAlpha(0.5);
        }
    }
}
