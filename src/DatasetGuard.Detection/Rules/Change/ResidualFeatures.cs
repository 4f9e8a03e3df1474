using System.Numerics.Tensors;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Detection.Rules.Change;

/// <summary>What of an image is compared between new and accepted ones: the phases of its fine detail, and measures of its look. One instance a thread.</summary>
/// <remarks>
/// The residual is the gray picture minus its 3 x 3 mean. Natural pictures have nearly uniform phases at high frequencies, while what is added to many
/// at the same place repeats its own. The measures are how much detail is in each of 8 x 8 cells, quantiles of that (noise fills the flattest), how far the strongest
/// frequency is above the others (waves), and how far the most colourful cell is from the picture's colour (marks). Values are rounded to signed bytes, so that
/// sums are exact in any order.
/// </remarks>
internal sealed class ResidualFeatures
{
    /// <summary>Cells a side in which detail is measured.</summary>
    public const int CellsPerSide = 8;

    private const int Cells = CellsPerSide * CellsPerSide;
    private const int Quantiles = 8;
    private const int Measures = Cells + Quantiles + 2;

    /// <summary>Steps of a phase's real and imaginary part, which are at most 1.</summary>
    public const int PhaseScale = 120;

    /// <summary>A larger picture is halved: its phases would be thousands.</summary>
    private const int MaxSide = 64;

    /// <summary>Cycles a pixel below which natural pictures share phases: they have their sky above.</summary>
    private const double MinFrequency = 0.15;

    /// <summary>Steps of the logarithm of a number from 1 to 256 (5.5).</summary>
    private const int LogScale = 22;

    /// <summary>Steps of the logarithm of the strongest frequency over the median, which is cut at 10.</summary>
    private const int PeakScale = 12;

    private readonly int _width;
    private readonly int _height;
    private readonly (float[] Cos, float[] Sin)[] _across;
    private readonly (float[] Cos, float[] Sin)[] _down;
    private readonly (int FX, int FY)[] _bins;
    private readonly float[] _residual;
    private readonly float[] _real;
    private readonly float[] _imaginary;
    private readonly float[] _strengths;

    /// <param name="width">Of the pictures.</param>
    /// <param name="height">Of the pictures.</param>
    public ResidualFeatures(int width, int height)
    {
        var halving = Math.Max(width, height) > MaxSide ? 2 : 1;
        (_width, _height) = (width / halving, height / halving);
        _across = Waves(_width);
        _down = Waves(_height);
        _bins = BinsOf(_width, _height);
        _residual = new float[_width * _height];
        _real = new float[_height];
        _imaginary = new float[_height];
        _strengths = new float[_bins.Length];
    }

    /// <summary>Frequencies whose phases are compared; the axes at half a cycle a pixel, where phases are real, are none.</summary>
    public int Bins => _bins.Length;

    /// <summary>Values of a row: real parts, imaginary parts, measures.</summary>
    public int Length => (2 * Bins) + Measures;

    /// <summary>Whether pictures of a size have cells of a pixel or more.</summary>
    public static bool CanMeasure(int width, int height) => Math.Min(width, height) >= CellsPerSide;

    public void Measure(PixelBuffer picture, Span<sbyte> row)
    {
        var small = AreaResampler.Resize(picture, _width, _height);
        SetResidual(small.ToGray());
        WritePhases(row);
        var measures = row[(2 * Bins)..];
        WriteCells(measures[..Cells]);
        WriteQuantiles(measures[..Cells], measures[Cells..]);
        measures[^2] = Peak();
        measures[^1] = Colour(small);
    }

    private static (int FX, int FY)[] BinsOf(int width, int height) =>
    [
        .. from fx in Enumerable.Range(1, Math.Max(0, ((width + 1) / 2) - 1))
           from fy in Enumerable.Range(-((height - 1) / 2), (2 * ((height - 1) / 2)) + 1)
           where Math.Sqrt(Math.Pow((double)fx / width, 2) + Math.Pow((double)fy / height, 2)) > MinFrequency
           select (fx, fy),
    ];

    private static (float[] Cos, float[] Sin)[] Waves(int length) => [.. Enumerable.Range(0, length).Select(f =>
    {
        var angles = Enumerable.Range(0, length).Select(x => 2 * Math.PI * f * x / length).ToArray();
        return (Array.ConvertAll(angles, angle => (float)Math.Cos(angle)), Array.ConvertAll(angles, angle => (float)Math.Sin(angle)));
    })];

    /// <summary>The edge goes on where the picture ends.</summary>
    private void SetResidual(PixelBuffer gray)
    {
        for (var y = 0; y < _height; y++)
        {
            var above = gray.Row(Math.Max(0, y - 1));
            var row = gray.Row(y);
            var below = gray.Row(Math.Min(_height - 1, y + 1));
            for (var x = 0; x < _width; x++)
            {
                var (left, right) = (Math.Max(0, x - 1), Math.Min(_width - 1, x + 1));
                var sum = above[left] + above[x] + above[right] + row[left] + row[x] + row[right] + below[left] + below[x] + below[right];
                _residual[(y * _width) + x] = row[x] - (sum / 9f);
            }
        }
    }

    /// <summary>U(f) = F(f) / |F(f)|, where F is the discrete Fourier transform of the residual: rows first, then the columns of each frequency across.</summary>
    private void WritePhases(Span<sbyte> row)
    {
        var last = 0;
        for (var bin = 0; bin < _bins.Length; bin++)
        {
            var (fx, fy) = _bins[bin];
            if (fx != last)
                TransformRows(last = fx);

            var (cos, sin) = _down[(fy + _height) % _height];
            var re = TensorPrimitives.Dot<float>(_real, cos) + TensorPrimitives.Dot<float>(_imaginary, sin);
            var im = TensorPrimitives.Dot<float>(_imaginary, cos) - TensorPrimitives.Dot<float>(_real, sin);
            var length = _strengths[bin] = MathF.Sqrt((re * re) + (im * im));

            // Flat pictures have rounding errors for phases.
            (row[bin], row[_bins.Length + bin]) = length < 1e-2f ? ((sbyte)0, (sbyte)0) : (Rounded(re / length * PhaseScale), Rounded(im / length * PhaseScale));
        }
    }

    private void TransformRows(int fx)
    {
        var (cos, sin) = _across[fx];
        for (var y = 0; y < _height; y++)
        {
            var line = _residual.AsSpan(y * _width, _width);
            _real[y] = TensorPrimitives.Dot<float>(line, cos);
            _imaginary[y] = -TensorPrimitives.Dot<float>(line, sin);
        }
    }

    private void WriteCells(Span<sbyte> cells)
    {
        Span<float> sums = stackalloc float[Cells];
        Span<int> counts = stackalloc int[Cells];
        sums.Clear();
        counts.Clear();
        for (var i = 0; i < _residual.Length; i++)
        {
            var cell = CellOf(i);
            sums[cell] += Math.Abs(_residual[i]);
            counts[cell]++;
        }

        for (var cell = 0; cell < Cells; cell++)
            cells[cell] = Rounded(MathF.Log(1 + (sums[cell] / counts[cell])) * LogScale);
    }

    private static void WriteQuantiles(ReadOnlySpan<sbyte> cells, Span<sbyte> quantiles)
    {
        Span<sbyte> sorted = stackalloc sbyte[Cells];
        cells.CopyTo(sorted);
        sorted.Sort();
        for (var i = 0; i < Quantiles; i++)
            quantiles[i] = sorted[((2 * i) + 1) * Cells / (2 * Quantiles)];
    }

    private sbyte Peak()
    {
        Array.Sort(_strengths);
        return Rounded(MathF.Min(10, MathF.Log((_strengths[^1] + 1) / (_strengths[_strengths.Length / 2] + 1))) * PeakScale);
    }

    /// <summary>The largest distance of a cell's mean chroma (R - G, B - G) from the picture's.</summary>
    private sbyte Colour(PixelBuffer picture)
    {
        if (picture.Channels == 1)
            return 0;

        Span<int> sums = stackalloc int[3 * (Cells + 1)];
        sums.Clear();
        for (var i = 0; i < _residual.Length; i++)
        {
            var (red, blue) = (picture.Data[3 * i] - picture.Data[(3 * i) + 1], picture.Data[(3 * i) + 2] - picture.Data[(3 * i) + 1]);
            foreach (var cell in (ReadOnlySpan<int>)[CellOf(i), Cells])
            {
                sums[3 * cell] += red;
                sums[(3 * cell) + 1] += blue;
                sums[(3 * cell) + 2]++;
            }
        }

        var most = 0f;
        for (var cell = 0; cell < Cells; cell++)
        {
            var (red, blue) = (Mean(sums, cell, 0) - Mean(sums, Cells, 0), Mean(sums, cell, 1) - Mean(sums, Cells, 1));
            most = MathF.Max(most, MathF.Sqrt((red * red) + (blue * blue)));
        }

        return Rounded(MathF.Log(1 + (most / 3)) * LogScale);
    }

    private static float Mean(ReadOnlySpan<int> sums, int cell, int chroma) => (float)sums[(3 * cell) + chroma] / sums[(3 * cell) + 2];

    private int CellOf(int pixel) => (pixel / _width * CellsPerSide / _height * CellsPerSide) + (pixel % _width * CellsPerSide / _width);

    private static sbyte Rounded(float value) => (sbyte)MathF.Round(value);
}
