using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>Says in words where a trigger is.</summary>
internal static class PlaceName
{
    private static readonly string[] Rows = ["top", "middle", "bottom"];
    private static readonly string[] Columns = ["left", "centre", "right"];

    public static string Of(WindowLayout layout, Window window)
    {
        if (window.Picture > 0)
            return $"near the {Third((window.Picture - 1) / 3, (window.Picture - 1) % 3)} of the picture, at a few pixels' size";

        var scale = 1 << window.Level;
        var (width, height) = layout.Levels[0];
        var middleX = (window.Column + (window.Side / 2.0)) * scale / width;
        var middleY = (window.Row + (window.Side / 2.0)) * scale / height;
        var place = Third(Math.Clamp((int)(middleY * 3), 0, 2), Math.Clamp((int)(middleX * 3), 0, 2));
        var box = $"x {window.Column * scale}-{((window.Column + window.Side) * scale) - 1}, y {window.Row * scale}-{((window.Row + window.Side) * scale) - 1}";
        return layout.Geometry.HasCrops
            ? $"at the {place} ({box} of {width} x {height})"
            : $"at the {place} ({box})";
    }

    /// <param name="layout">Says the size of the wave map.</param>
    /// <param name="bin">Index into <see cref="WaveBasis.Bins"/>.</param>
    public static string OfFrequency(WindowLayout layout, int bin)
    {
        var (fx, fy) = WaveBasis.BinsOf(layout.WaveSize.Width, layout.WaveSize.Height)[bin];
        return $"about {fx / 2.0:0.#} cycles across and {Math.Abs(fy) / 2.0:0.#} down";
    }

    private static string Third(int row, int column) => (row, column) switch
    {
        (1, 1) => "centre",
        (1, _) => Columns[column],
        (_, 1) => Rows[row],
        _ => $"{Rows[row]} {Columns[column]}",
    };
}
