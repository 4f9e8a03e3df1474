using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Detection.Features;

/// <summary>What processing leaves in an image whatever it shows: how strong each frequency of its 8 x 8 blocks is. One instance a thread.</summary>
/// <remarks>
/// Noise, blur, compression, fewer or turned colours, resampling and blended pictures change the strengths of the frequencies of the discrete cosine transform, in which compression works as well, for
/// all images alike. Of each there are two values: the logarithm of its mean magnitude over the blocks, which the busy blocks decide, and the mean of the logarithms, which the even ones decide as well. A busy
/// image is high in the first, a noisy one in the second. Blocks lie on two grids, four pixels apart, because those of an earlier compression do not show on their own grid. Then come three quantiles of
/// the luma's second differences, for images that are even nearly everywhere. All in native resolution: of the whole image, or of its pieces.
/// Values are kept as signed bytes, like windows, so that sums of them are exact in any order.
/// </remarks>
public sealed class ProcessingTraces
{
    private const int Side = 8;
    private const int BlockLength = Side * Side;
    private const int GridStep = Side / 2;
    private const int Frequencies = BlockLength - 1;

    /// <summary>Of a chroma plane, where four frequencies count as one: there is less in it, and compression leaves out much.</summary>
    private const int ChromaBands = BlockLength / 4;

    /// <summary>Three units of a window for the factor e: then the whitening's ridge is a twentieth of it.</summary>
    private const float Scale = 3 * WindowExtractor.WindowScale;

    /// <summary>Half of the logarithm of one more than the largest magnitude, 1020.</summary>
    private const float Middle = 3.5f;

    /// <summary>So many factors of at most 1021 fit into single precision.</summary>
    private const int MaxFactors = 12;

    private const float DifferenceSteps = 4;
    private const int DifferenceBins = 1024;

    private static readonly double[] Quantiles = [0.1, 0.25, 0.5];

    /// <summary>Row k has the k-th cosine; columns are the pixels.</summary>
    private static readonly float[] Cosines = [.. Enumerable.Range(0, BlockLength).Select(i => Cosine(i / Side, i % Side))];

    private static readonly float[] Transposed = [.. Enumerable.Range(0, BlockLength).Select(i => Cosine(i % Side, i / Side))];

    private readonly float[][] _planes;
    private readonly float[][] _sums;
    private readonly float[][] _logarithms;
    private readonly float[] _products = new float[BlockLength];
    private readonly float[] _scratch = new float[BlockLength];
    private readonly int[] _differences = new int[DifferenceBins];
    private readonly int _channels;

    public ProcessingTraces(ViewGeometry geometry)
    {
        var side = Math.Max(ViewStore.CropSide, Math.Max(geometry.Width, geometry.Height));
        _channels = geometry.Channels;
        _planes = Planes(side * side);
        _sums = Planes(BlockLength);
        _logarithms = Planes(BlockLength);
    }

    /// <summary>Values of an image; 0 where the images have no block.</summary>
    public static int DimensionOf(ViewGeometry geometry) => !geometry.HasCrops && Math.Min(geometry.Width, geometry.Height) < Side ? 0
        : (2 * (Frequencies + (geometry.Channels == 3 ? 2 * ChromaBands : 0))) + Quantiles.Length;

    /// <param name="views">The image.</param>
    /// <param name="target">As long as <see cref="DimensionOf"/>.</param>
    public void Measure(SampleViews views, Span<sbyte> target)
    {
        foreach (var values in _sums.Concat(_logarithms))
            Array.Clear(values);

        Array.Clear(_differences);
        var blocks = 0;
        foreach (var picture in views.Crops.Count > 0 ? views.Crops : [views.Whole])
        {
            ColourPlanes.Fill(_planes, picture);
            AddDifferences(picture.Width, picture.Height);
            for (var k = 0; k < _planes.Length; k++)
            {
                var added = AddBlocks(_planes[k], picture.Width, picture.Height, _sums[k], _logarithms[k]);
                blocks += k == 0 ? added : 0;
            }
        }

        Write(1f / Math.Max(1, blocks), target);
    }

    /// <summary>Mean logarithms of the strength of fine and coarse luma, and of fine and coarse chroma, which is 0 for gray.</summary>
    /// <param name="traces">What was measured of an image.</param>
    public static double[] Bands(ReadOnlySpan<sbyte> traces)
    {
        var luma = traces[..Frequencies];
        var (fine, coarse) = (Mean(luma, Side, skipped: 1, isFine: true), Mean(luma, Side, skipped: 1, isFine: false));
        if (traces.Length <= (2 * Frequencies) + Quantiles.Length)
            return [fine, coarse, 0, 0];

        var blue = traces.Slice(2 * Frequencies, ChromaBands);
        var red = traces.Slice((2 * Frequencies) + (2 * ChromaBands), ChromaBands);
        return [fine, coarse, (Mean(blue, GridStep, 0, true) + Mean(red, GridStep, 0, true)) / 2, (Mean(blue, GridStep, 0, false) + Mean(red, GridStep, 0, false)) / 2];
    }

    /// <summary>Over the frequencies whose numbers add up to the number of columns, or those below.</summary>
    private static double Mean(ReadOnlySpan<sbyte> values, int columns, int skipped, bool isFine)
    {
        var (sum, count) = (0.0, 0);
        for (var i = 0; i < values.Length; i++)
        {
            var at = i + skipped;
            if ((at / columns) + (at % columns) >= columns == isFine)
                (sum, count) = (sum + values[i], count + 1);
        }

        return (sum / count / Scale) + Middle;
    }

    private static float Cosine(int k, int x) => (float)(Math.Sqrt((k == 0 ? 1.0 : 2.0) / Side) * Math.Cos(Math.PI * k * ((2 * x) + 1) / (2 * Side)));

    private float[][] Planes(int length) => [.. Enumerable.Range(0, _channels).Select(_ => new float[length])];

    /// <summary>A histogram of what of each pixel is neither in its row nor in its column.</summary>
    private void AddDifferences(int width, int height)
    {
        var luma = _planes[0];
        for (var y = 1; y < height; y++)
        {
            for (int i = (y * width) + 1, end = (y + 1) * width; i < end; i++)
            {
                var difference = MathF.Abs(luma[i] - luma[i - 1] - luma[i - width] + luma[i - width - 1]);
                _differences[Math.Min(DifferenceBins - 1, (int)(DifferenceSteps * difference))]++;
            }
        }
    }

    /// <summary>Adds the magnitudes of all whole blocks of both grids and their logarithms.</summary>
    /// <returns>The number of blocks.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int AddBlocks(float[] plane, int width, int height, float[] sums, float[] logarithms)
    {
        var count = 0;
        Array.Fill(_products, 1);
        for (var grid = 0; grid <= GridStep; grid += GridStep)
        {
            for (var y = grid; y + Side <= height; y += Side)
            {
                for (var x = grid; x + Side <= width; x += Side)
                {
                    AddBlock(ref plane[(y * width) + x], width, sums);
                    if (++count % MaxFactors == 0)
                        AddLogarithms(logarithms);
                }
            }
        }

        AddLogarithms(logarithms);
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddBlock(ref float from, int width, float[] sums)
    {
        ref var cosines = ref MemoryMarshal.GetArrayDataReference(Cosines);
        ref var transposed = ref MemoryMarshal.GetArrayDataReference(Transposed);
        ref var columns = ref MemoryMarshal.GetArrayDataReference(_scratch);
        ref var sum = ref MemoryMarshal.GetArrayDataReference(sums);
        ref var product = ref MemoryMarshal.GetArrayDataReference(_products);
        Transform(ref cosines, ref from, width, ref columns);
        for (nuint k = 0; k < BlockLength; k += Side)
        {
            var magnitudes = Vector256.Abs(Combine(ref Unsafe.Add(ref columns, k), ref transposed, Side));
            (Vector256.LoadUnsafe(ref sum, k) + magnitudes).StoreUnsafe(ref sum, k);
            (Vector256.LoadUnsafe(ref product, k) * (Vector256<float>.One + magnitudes)).StoreUnsafe(ref product, k);
        }
    }

    /// <summary>The cosines of the columns.</summary>
    private static void Transform(ref float cosines, ref float from, int width, ref float to)
    {
        for (nuint k = 0; k < BlockLength; k += Side)
            Combine(ref Unsafe.Add(ref cosines, k), ref from, width).StoreUnsafe(ref to, k);
    }

    /// <summary>Eight rows, each times its weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Combine(ref float weights, ref float rows, int stride)
    {
        var even = (Row(ref rows, 0) * weights) + (Row(ref rows, 2 * stride) * Unsafe.Add(ref weights, 2));
        var odd = (Row(ref rows, stride) * Unsafe.Add(ref weights, 1)) + (Row(ref rows, 3 * stride) * Unsafe.Add(ref weights, 3));
        even += (Row(ref rows, 4 * stride) * Unsafe.Add(ref weights, 4)) + (Row(ref rows, 6 * stride) * Unsafe.Add(ref weights, 6));
        odd += (Row(ref rows, 5 * stride) * Unsafe.Add(ref weights, 5)) + (Row(ref rows, 7 * stride) * Unsafe.Add(ref weights, 7));
        return even + odd;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Row(ref float rows, int at) => Vector256.LoadUnsafe(ref rows, (nuint)at);

    private void AddLogarithms(float[] logarithms)
    {
        for (var i = 0; i < BlockLength; i += Vector256<float>.Count)
        {
            var sum = Vector256.LoadUnsafe(ref logarithms[i]) + Vector256.Log(Vector256.LoadUnsafe(ref _products[i]));
            sum.StoreUnsafe(ref logarithms[i]);
            Vector256<float>.One.StoreUnsafe(ref _products[i]);
        }
    }

    private void Write(float unit, Span<sbyte> target)
    {
        var at = 0;
        for (var k = 0; k < _planes.Length; k++)
        {
            var (sums, logarithms) = (_sums[k], _logarithms[k]);
            for (var i = 0; i < BlockLength; i += Vector256<float>.Count)
            {
                Vector256.Log(Vector256<float>.One + (Vector256.LoadUnsafe(ref sums[i]) * unit)).StoreUnsafe(ref sums[i]);
                (Vector256.LoadUnsafe(ref logarithms[i]) * unit).StoreUnsafe(ref logarithms[i]);
            }

            at = k == 0 ? WriteLuma(logarithms, target, WriteLuma(sums, target, at)) : WriteChroma(logarithms, target, WriteChroma(sums, target, at));
        }

        var total = _differences.Sum();
        foreach (var quantile in Quantiles)
            target[at++] = Quantise(MathF.Log(1 + DifferenceAt(quantile * total)));
    }

    private static int WriteLuma(float[] values, Span<sbyte> target, int at)
    {
        for (var i = 1; i < BlockLength; i++)
            target[at++] = Quantise(values[i]);

        return at;
    }

    /// <summary>Means over 2 x 2 frequencies; that of the brightness is left out.</summary>
    private static int WriteChroma(float[] values, Span<sbyte> target, int at)
    {
        for (var band = 0; band < ChromaBands; band++)
        {
            var first = (band / GridStep * 2 * Side) + (band % GridStep * 2);
            var others = values[first + 1] + values[first + Side] + values[first + Side + 1];
            target[at++] = Quantise(first == 0 ? others / 3 : (values[first] + others) / 4);
        }

        return at;
    }

    /// <summary>The bin that holds the difference of a rank.</summary>
    private int DifferenceAt(double rank)
    {
        var (bin, seen) = (0, _differences[0]);
        while (seen <= rank && bin < DifferenceBins - 1)
            seen += _differences[++bin];

        return bin;
    }

    private static sbyte Quantise(float value) => (sbyte)Math.Clamp(MathF.Round(Scale * (value - Middle)), sbyte.MinValue + 1, sbyte.MaxValue);
}
