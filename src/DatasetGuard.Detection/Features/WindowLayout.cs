using System.Numerics;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Detection.Features;

/// <summary>A square window at one place of one level of the pyramid of one picture.</summary>
/// <param name="Picture">0 for the whole image, from 1 for its pieces in native resolution.</param>
/// <param name="Level">0 is the picture itself; each further level halves both sides.</param>
/// <param name="Row">Top edge in pixels of the level.</param>
/// <param name="Column">Left edge in pixels of the level.</param>
/// <param name="Side">Pixels of the level; even.</param>
/// <param name="Dimension">Values in its vector: luma, then two chroma planes at half resolution when there is colour.</param>
/// <param name="IsTile">One of the windows that cover the level without overlap (save at the far edges).</param>
public sealed record Window(int Picture, int Level, int Row, int Column, int Side, int Dimension, bool IsTile);

/// <summary>Which windows are compared over all images of a geometry.</summary>
public sealed class WindowLayout
{
    private const int Side = 8;
    private const int MaxLevels = 4;
    private const int MinLevelSide = 6;

    /// <summary>Levels up to this side are stepped through by half a window, larger ones by a whole one.</summary>
    private const int DenseSide = 40;

    /// <summary>The sinusoid stage looks at the largest level that is no larger.</summary>
    private const int MaxWaveSide = 64;

    public WindowLayout(ViewGeometry geometry)
    {
        Geometry = geometry;
        Levels = [.. LevelsOf(geometry)];
        WaveLevel = Math.Max(0, Array.FindIndex(Levels, level => Math.Max(level.Width, level.Height) <= MaxWaveSide));
        Windows =
        [
            .. Levels.SelectMany((size, level) => WindowsOf(0, level, size.Width, size.Height)),
            .. Enumerable.Range(1, geometry.HasCrops ? ViewStore.CropCount : 0).SelectMany(crop => WindowsOf(crop, 0, ViewStore.CropSide, ViewStore.CropSide)),
        ];
        Offsets = new int[Windows.Count + 1];
        for (var i = 0; i < Windows.Count; i++)
            Offsets[i + 1] = Offsets[i] + Windows[i].Dimension;
    }

    public ViewGeometry Geometry { get; }

    /// <summary>Size of each level of the whole image.</summary>
    public (int Width, int Height)[] Levels { get; }

    public IReadOnlyList<Window> Windows { get; }

    /// <summary>Where each window's values begin in an image's values, and their number at the end.</summary>
    public int[] Offsets { get; }

    /// <summary>Level of the whole image in which sinusoids are looked for.</summary>
    public int WaveLevel { get; }

    public (int Width, int Height) WaveSize => Levels[WaveLevel];

    /// <summary>Which cells of the 8 x 8 thumbnail a window touches, a bit each, row by row; none where it is most of the image.</summary>
    public ulong ThumbnailCells(Window window)
    {
        var (rows, columns) = window.Picture == 0
            ? (Cells(window.Row << window.Level, window.Side << window.Level, Geometry.Height), Cells(window.Column << window.Level, window.Side << window.Level, Geometry.Width))
            : (CellsOfCrop((window.Picture - 1) / 3), CellsOfCrop((window.Picture - 1) % 3));
        var cells = 0UL;
        for (var y = rows.First; y < rows.End; y++)
        {
            for (var x = columns.First; x < columns.End; x++)
                cells |= 1UL << ((y * WindowExtractor.ThumbnailSide) + x);
        }

        return BitOperations.PopCount(cells) <= WindowExtractor.ThumbnailLength / 2 ? cells : 0;
    }

    private static (int First, int End) Cells(int start, int length, int side) =>
        (start * WindowExtractor.ThumbnailSide / side, Math.Min(WindowExtractor.ThumbnailSide, (((start + length) * WindowExtractor.ThumbnailSide) + side - 1) / side));

    /// <summary>Where in these cells a window of a piece lies depends on the size of the picture; of one of more than 32 pixels it covers less than two.</summary>
    private static (int First, int End) CellsOfCrop(int third) => third switch { 0 => (0, 2), 1 => (3, 5), _ => (6, 8) };

    private static IEnumerable<(int Width, int Height)> LevelsOf(ViewGeometry geometry)
    {
        var (width, height) = (geometry.Width, geometry.Height);
        yield return (width, height);
        for (var level = 1; level < MaxLevels && Math.Min(width, height) / 2 >= MinLevelSide; level++)
            yield return (width /= 2, height /= 2);
    }

    private IEnumerable<Window> WindowsOf(int picture, int level, int width, int height)
    {
        var side = Math.Max(2, Math.Min(Side, Math.Min(width, height)) & ~1);
        if (Math.Min(width, height) < side)
            yield break;

        var stride = Math.Max(width, height) <= DenseSide ? Math.Max(2, (side / 2) & ~1) : side;
        var chroma = Geometry.Channels == 3 ? side * side / 2 : 0;
        int[] tileRows = [.. Starts(height, side, side)];
        int[] tileColumns = [.. Starts(width, side, side)];
        foreach (var row in Starts(height, side, stride))
        {
            foreach (var column in Starts(width, side, stride))
                yield return new Window(picture, level, row, column, side, (side * side) + chroma, tileRows.Contains(row) && tileColumns.Contains(column));
        }
    }

    /// <summary>Steps of a stride and one more flush with the far edge, rounded down to even for the sake of the halved chroma planes.</summary>
    private static IEnumerable<int> Starts(int length, int side, int stride)
    {
        var last = 0;
        for (var start = 0; start + side <= length; start += stride)
            yield return last = start;

        var flush = (length - side) & ~1;
        if (last < flush)
            yield return flush;
    }
}
