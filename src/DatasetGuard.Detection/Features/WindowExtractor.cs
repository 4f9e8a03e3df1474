using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Detection.Features;

/// <summary>Turns an image into divisively normalised residual windows. One instance a thread.</summary>
/// <remarks>
/// The residual is the plane minus its 5 x 5 mean. A window u becomes u / sqrt(mean(u^2) + s0^2) with s0 = 2 gray levels: flat
/// windows go to 0 and strong edges are bounded to RMS 1, so that a faint trigger on a smooth image counts as much as a strong edge.
/// Values are rounded to 1/12 and kept as signed bytes: sums of products of bytes are exact in any order, which makes the sums of
/// parts of a dataset add up to the sums of the whole, bit for bit.
/// </remarks>
public sealed class WindowExtractor
{
    /// <summary>Steps per unit of the normalised values, which are below 9.8 in magnitude (one pixel of 96 that holds all the energy).</summary>
    public const int WindowScale = 12;

    /// <summary>Steps per unit of the normalised wave map, whose values are at most 5 (one pixel of a 5 x 5 neighbourhood).</summary>
    public const int WaveScale = 24;

    /// <summary>Steps per unit of a thumbnail, whose values are at most 1.</summary>
    public const int ThumbnailScale = 32_000;

    public const int ThumbnailLength = 64;

    public const int ThumbnailSide = 8;
    private const int ResidualRadius = 2;
    private const int WaveRadius = 4;
    private const float NoiseFloor = 2;

    private readonly WindowLayout _layout;
    private readonly int[][] _windowsOf;
    private readonly float[][] _planes;
    private readonly float[][] _residuals;
    private readonly float[][] _chroma;
    private readonly float[] _scratch;
    private readonly float[] _vector = new float[WindowBound];
    private readonly BoxFilter _box;

    private const int WindowBound = 96;

    public WindowExtractor(WindowLayout layout)
    {
        _layout = layout;
        var side = Math.Max(ViewStore.CropSide, Math.Max(layout.Geometry.Width, layout.Geometry.Height));
        var planes = layout.Geometry.Channels;
        _planes = Planes(planes, side * side);
        _residuals = Planes(planes, side * side);
        _chroma = Planes(planes - 1, side * side / 4);
        _scratch = new float[side * side];
        _box = new BoxFilter(side, side, WaveRadius);

        var pictures = 1 + (layout.Geometry.HasCrops ? ViewStore.CropCount : 0);
        _windowsOf = [.. Enumerable.Range(0, layout.Levels.Length + pictures - 1).Select(group => Enumerable.Range(0, layout.Windows.Count)
            .Where(i => group == GroupOf(layout.Windows[i]))
            .ToArray())];
    }

    /// <summary>Fills one row of a block: window after window, each with all rows of the block.</summary>
    /// <param name="views">The image.</param>
    /// <param name="block">Room for <paramref name="rows"/> times all window values; window w begins at <c>Offsets[w] * rows</c>.</param>
    /// <param name="rows">Rows of the block.</param>
    /// <param name="row">The row to fill.</param>
    /// <param name="wave">The locally normalised luma for the sinusoid stage.</param>
    /// <param name="thumbnail">8 x 8 means of the luma, mean removed, scaled to length 1 (less for a flat image).</param>
    public void Extract(SampleViews views, Span<sbyte> block, int rows, int row, Span<sbyte> wave, Span<short> thumbnail)
    {
        ColourPlanes.Fill(_planes, views.Whole);
        WriteThumbnail(views.Whole.Width, views.Whole.Height, thumbnail);
        for (var level = 0; level < _layout.Levels.Length; level++)
        {
            var (width, height) = _layout.Levels[level];
            if (level > 0)
                HalvePlanes(_layout.Levels[level - 1].Width, width, height);
            if (level == _layout.WaveLevel)
                WriteWave(width, height, wave);

            WriteWindows(_windowsOf[level], width, height, block, rows, row);
        }

        for (var crop = 0; crop < views.Crops.Count; crop++)
        {
            ColourPlanes.Fill(_planes, views.Crops[crop]);
            WriteWindows(_windowsOf[_layout.Levels.Length + crop], ViewStore.CropSide, ViewStore.CropSide, block, rows, row);
        }
    }

    private int GroupOf(Window window) => window.Picture == 0 ? window.Level : _layout.Levels.Length + window.Picture - 1;

    private static float[][] Planes(int count, int length) => [.. Enumerable.Range(0, count).Select(_ => new float[length])];

    private void HalvePlanes(int sourceWidth, int width, int height)
    {
        foreach (var plane in _planes)
            Halve(plane, plane, sourceWidth, width, height);
    }

    /// <summary>Means of 2 x 2 pixels; may write over its own source, which it reads ahead of.</summary>
    private static void Halve(float[] source, float[] target, int sourceWidth, int width, int height)
    {
        for (var y = 0; y < height; y++)
        {
            var from = 2 * y * sourceWidth;
            var to = y * width;
            for (var x = 0; x < width; x++, from += 2)
                target[to + x] = 0.25f * (source[from] + source[from + 1] + source[from + sourceWidth] + source[from + sourceWidth + 1]);
        }
    }

    private void WriteWindows(int[] windows, int width, int height, Span<sbyte> block, int rows, int row)
    {
        if (windows.Length == 0)
            return;

        for (var i = 0; i < _planes.Length; i++)
            SubtractMean(_planes[i], _residuals[i], width, height);

        for (var i = 0; i < _chroma.Length; i++)
            Halve(_residuals[i + 1], _chroma[i], width, width / 2, height / 2);

        foreach (var index in windows)
        {
            var window = _layout.Windows[index];
            var target = block.Slice((_layout.Offsets[index] * rows) + (row * window.Dimension), window.Dimension);
            var vector = _vector.AsSpan(0, window.Dimension);
            Gather(window, width, vector);
            Normalise(vector, target);
        }
    }

    private void SubtractMean(float[] plane, float[] residual, int width, int height)
    {
        _box.Mean(plane, residual, width, height, ResidualRadius);
        TensorPrimitives.Subtract(plane.AsSpan(0, width * height), residual.AsSpan(0, width * height), residual);
    }

    private void Gather(Window window, int width, Span<float> vector)
    {
        var side = window.Side;
        for (var y = 0; y < side; y++)
            _residuals[0].AsSpan(((window.Row + y) * width) + window.Column, side).CopyTo(vector[(y * side)..]);

        var half = side / 2;
        var at = side * side;
        foreach (var plane in _chroma)
        {
            for (var y = 0; y < half; y++, at += half)
                plane.AsSpan((((window.Row / 2) + y) * (width / 2)) + (window.Column / 2), half).CopyTo(vector[at..]);
        }
    }

    private static void Normalise(Span<float> vector, Span<sbyte> target)
    {
        ref var start = ref MemoryMarshal.GetReference(vector);
        var energies = Vector256<float>.Zero;
        var i = 0;
        for (; i <= vector.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var values = Vector256.LoadUnsafe(ref start, (nuint)i);
            energies += values * values;
        }

        var energy = Vector256.Sum(energies);
        for (; i < vector.Length; i++)
            energy += vector[i] * vector[i];

        Quantise(vector, WindowScale / MathF.Sqrt((energy / vector.Length) + (NoiseFloor * NoiseFloor)), target);
    }

    private static void Quantise(ReadOnlySpan<float> values, float factor, Span<sbyte> target)
    {
        ref var from = ref MemoryMarshal.GetReference(values);
        ref var to = ref MemoryMarshal.GetReference(target);
        var i = 0;
        for (; i <= values.Length - 32; i += 32)
        {
            var low = Vector256.Narrow(Rounded(ref from, i, factor), Rounded(ref from, i + 8, factor));
            var high = Vector256.Narrow(Rounded(ref from, i + 16, factor), Rounded(ref from, i + 24, factor));
            Vector256.Narrow(low, high).StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < values.Length; i++)
            target[i] = (sbyte)Math.Clamp(MathF.Round(values[i] * factor), sbyte.MinValue + 1, sbyte.MaxValue);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Rounded(ref float from, int at, float factor)
    {
        var values = Vector256.Round(Vector256.LoadUnsafe(ref from, (nuint)at) * factor);
        return Vector256.ConvertToInt32(Vector256.Min(Vector256.Max(values, Vector256.Create(-127f)), Vector256.Create(127f)));
    }

    /// <summary>y - box9(y), divided by its own root mean square over 5 x 5 plus the noise floor.</summary>
    private void WriteWave(int width, int height, Span<sbyte> wave)
    {
        var count = width * height;
        var residual = _residuals[0].AsSpan(0, count);
        var energy = _scratch.AsSpan(0, count);
        _box.Mean(_planes[0], residual, width, height, WaveRadius);
        TensorPrimitives.Subtract(_planes[0].AsSpan(0, count), residual, residual);
        TensorPrimitives.Multiply(residual, residual, energy);
        _box.Mean(energy, energy, width, height, ResidualRadius);
        TensorPrimitives.Sqrt(energy, energy);
        TensorPrimitives.Add(energy, NoiseFloor, energy);
        TensorPrimitives.Divide(residual, energy, residual);
        Quantise(residual, WaveScale, wave);
    }

    private void WriteThumbnail(int width, int height, Span<short> thumbnail)
    {
        Span<float> means = stackalloc float[ThumbnailLength];
        var total = 0f;
        for (var i = 0; i < ThumbnailLength; i++)
            total += means[i] = MeanLuma(width, height, i % ThumbnailSide, i / ThumbnailSide);

        var energy = 256f;
        for (var i = 0; i < ThumbnailLength; i++)
        {
            means[i] -= total / ThumbnailLength;
            energy += means[i] * means[i];
        }

        for (var i = 0; i < ThumbnailLength; i++)
            thumbnail[i] = (short)MathF.Round(means[i] * ThumbnailScale / MathF.Sqrt(energy));
    }

    private float MeanLuma(int width, int height, int cellX, int cellY)
    {
        // Pixels belong to the cell that holds their centre; sides below eight give every cell the nearest pixel.
        var (left, right) = Range(cellX, width);
        var (top, bottom) = Range(cellY, height);
        var sum = 0f;
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
                sum += _planes[0][(y * width) + x];
        }

        return sum / ((right - left) * (bottom - top));
    }

    private static (int First, int End) Range(int cell, int length)
    {
        var first = cell * length / ThumbnailSide;
        return (first, Math.Max(first + 1, (cell + 1) * length / ThumbnailSide));
    }
}
