using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>A picture of rows of small pictures, each enlarged by a whole number where it is small.</summary>
/// <param name="width">Of the small ones.</param>
/// <param name="height">Of the small ones.</param>
/// <param name="columns">In a row.</param>
/// <param name="rows">At least one is drawn.</param>
internal sealed class StripSheet(int width, int height, int columns, int rows)
{
    private const int LeastSide = 84;
    private const int Gap = 6;
    private const int Frame = 3;
    private const byte Paper = 255;

    private readonly int _zoom = ZoomOf(width, height);
    private readonly PixelBuffer _sheet = Blank(width, height, columns, rows);

    /// <param name="row">From 0.</param>
    /// <param name="column">From 0.</param>
    /// <param name="tile">In colour.</param>
    public void Put(int row, int column, PixelBuffer tile)
    {
        var (left, top) = Corner(row, column);
        for (var y = 0; y < height * _zoom; y++)
        {
            for (var x = 0; x < width * _zoom; x++)
                tile.Row(y / _zoom).Slice(x / _zoom * 3, 3).CopyTo(_sheet.Pixels[((((top + y) * _sheet.Width) + left + x) * 3)..]);
        }
    }

    /// <summary>A red line around a place.</summary>
    public void Mark(int row, int column)
    {
        var (left, top) = Corner(row, column);
        for (var y = -Frame; y < (height * _zoom) + Frame; y++)
        {
            for (var x = -Frame; x < (width * _zoom) + Frame; x++)
            {
                if (x < 0 || y < 0 || x >= width * _zoom || y >= height * _zoom)
                    ((ReadOnlySpan<byte>)[220, 30, 30]).CopyTo(_sheet.Pixels[((((top + y) * _sheet.Width) + left + x) * 3)..]);
            }
        }
    }

    /// <returns>A PNG file.</returns>
    public byte[] Encode() => ImageEncoder.EncodePng(_sheet);

    private (int Left, int Top) Corner(int row, int column) => (Gap + (column * ((width * _zoom) + Gap)), Gap + (row * ((height * _zoom) + Gap)));

    private static PixelBuffer Blank(int width, int height, int columns, int rows)
    {
        var zoom = ZoomOf(width, height);
        var sheet = new PixelBuffer(Gap + (columns * ((width * zoom) + Gap)), Gap + (Math.Max(1, rows) * ((height * zoom) + Gap)), 3);
        sheet.Pixels.Fill(Paper);
        return sheet;
    }

    private static int ZoomOf(int width, int height) => Math.Max(1, LeastSide / Math.Max(width, height));
}
