using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>Says in words where a trigger is.</summary>
internal static class PlaceName
{
    private static readonly string[] Rows = ["top", "middle", "bottom"];
    private static readonly string[] Columns = ["left", "centre", "right"];

    /// <param name="picture">A piece in native resolution, from 1.</param>
    public static string OfPiece(int picture) =>
        $"near the {Third((picture - 1) / 3, (picture - 1) % 3)} of the picture, at a few pixels' size";

    /// <param name="layout">Says the size of the picture.</param>
    /// <param name="box">Top left corner and side, in pixels of the whole picture as it was analysed.</param>
    public static string OfBox(WindowLayout layout, (int X, int Y, int Side) box)
    {
        var (width, height) = layout.Levels[0];
        var place = Third((int)((box.Y + (box.Side / 2.0)) * 3 / height), (int)((box.X + (box.Side / 2.0)) * 3 / width));
        var pixels = $"x {box.X}-{box.X + box.Side - 1}, y {box.Y}-{box.Y + box.Side - 1}";
        return layout.Geometry.HasCrops
            ? $"at the {place} ({pixels} of {width} x {height})"
            : $"at the {place} ({pixels})";
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
