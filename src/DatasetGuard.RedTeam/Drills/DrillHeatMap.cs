using DatasetGuard.Core;
using ScottPlot;

namespace DatasetGuard.RedTeam.Drills;

/// <summary><c>drill.png</c>: attacks against rates; the colour tells how much of the poison is flagged, the text how many seeds are caught.</summary>
public static class DrillHeatMap
{
    public const string FileName = "drill.png";

    private const int CellWidth = 110;
    private const int CellHeight = 44;
    private const int Margin = 130;
    private const int LetterWidth = 8;
    private const int MaxLabel = 40;

    /// <summary>A picture of at most this many cells each way can be looked at; the tables have all.</summary>
    private const int MaxCells = 60;

    /// <returns>A PNG file.</returns>
    public static byte[] Draw(DrillResult result)
    {
        var attacks = result.Plan.Attacks.Take(MaxCells).ToList();
        var rates = result.Plan.Rates.Take(MaxCells).ToList();
        var labels = attacks.ConvertAll(attack => Label(attack.ToString()));
        var plot = new Plot();
        var shares = new double[attacks.Count, rates.Count];
        for (var row = 0; row < attacks.Count; row++)
        {
            for (var column = 0; column < rates.Count; column++)
            {
                var rows = result.Rows.Where(one => one.Cell!.Attack == attacks[row] && one.Cell.Rate == rates[column] && one.Fault is null).ToList();
                shares[row, column] = rows.Count == 0 ? double.NaN : rows.Average(one => one.Found.Share ?? 0);
                AddText(plot, column, attacks.Count - 1 - row, rows, shares[row, column]);
            }
        }

        AddMap(plot, shares);
        plot.Axes.Left.SetTicks([.. Enumerable.Range(0, attacks.Count).Select(i => (double)(attacks.Count - 1 - i))], [.. labels]);
        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, rates.Count).Select(i => (double)i)], [.. rates.Select(DrillText.Percent)]);
        plot.Axes.SetLimits(-0.5, rates.Count - 0.5, -0.5, attacks.Count - 0.5);
        plot.HideGrid();
        plot.Title("Poison that is flagged");
        plot.XLabel("rate");
        var width = (rates.Count * CellWidth) + Margin + (LetterWidth * labels.Max(label => label.Length));
        return plot.GetImageBytes(Math.Max(width, 3 * Margin), (attacks.Count * CellHeight) + Margin, ImageFormat.Png);
    }

    private static void AddMap(Plot plot, double[,] shares)
    {
        var map = plot.Add.Heatmap(shares);
        map.Colormap = new ScottPlot.Colormaps.Viridis();
        map.ManualRange = new ScottPlot.Range(0, 1);
        map.NaNCellColor = Colors.LightGray;
        plot.MoveToBottom(map);
        var bar = plot.Add.ColorBar(map);
        bar.Axis.Min = 0;
        bar.Axis.Max = 1;
    }

    private static void AddText(Plot plot, int x, int y, List<DrillRow> rows, double share)
    {
        var caught = rows.Count(row => row.IsCaught);
        var text = plot.Add.Text(rows.Count == 0 ? "not tried" : $"{DrillText.Percent(Math.Round(share, 3))}\n{(rows.Count == 1 ? (caught == 1 ? "caught" : "missed") : $"{caught} of {rows.Count} caught")}", x, y);
        text.LabelAlignment = Alignment.MiddleCenter;
        text.LabelFontColor = share > 0.6 || rows.Count == 0 ? Colors.Black : Colors.White;
        text.LabelFontSize = 12;
    }

    private static string Label(string attack)
    {
        var text = Printable.Text(attack);
        return text.Length <= MaxLabel ? text : $"{text[..MaxLabel]}\u2026";
    }
}
