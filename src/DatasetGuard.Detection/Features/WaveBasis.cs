using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Detection.Features;

/// <summary>Fourier coefficients of wave maps at half-integer frequencies, in exact integer arithmetic.</summary>
/// <remarks>
/// The transform of the map padded with zeros to twice its sides. Cosines and sines are rounded to 1/127 and the sums along rows to
/// 1/64 (1/128 for sides over 32): all products then stay below 2^24 and single-precision matrix products are exact in any order.
/// </remarks>
internal sealed class WaveBasis : IDisposable
{
    private const double TableScale = 127;
    private const double MinRadius = 2;

    private readonly int _width;
    private readonly int _height;
    private readonly float _rowScale;
    private readonly List<(int First, int FX, int FY, int Count)> _runs;
    private readonly Tensor _alongRows;
    private readonly Tensor _alongColumns;

    public WaveBasis(int width, int height)
    {
        (_width, _height) = (width, height);
        _rowScale = Math.Max(width, height) <= 32 ? 1f / 64 : 1f / 128;
        _alongRows = Table(width);
        using var columns = Table(height);
        using var transposed = columns.t();
        _alongColumns = transposed.contiguous();
        Bins = BinsOf(width, height);
        _runs = RunsOf(Bins);
    }

    /// <summary>Frequency in half cycles an image along each axis; at least two cycles in all, one of each pair of opposite ones.</summary>
    public IReadOnlyList<(int FX, int FY)> Bins { get; }

    /// <summary>Coefficients of each map, real parts then imaginary parts, in the order of <see cref="Bins"/>.</summary>
    public void Transform(ReadOnlySpan<sbyte> maps, int count, Span<float> real, Span<float> imaginary)
    {
        using var scope = NewDisposeScope();
        var rows = empty(count * _height, _width);
        ByteRows.ToSingle(maps, 1, MemoryMarshal.Cast<byte, float>(rows.bytes));
        var alongRows = rows.mm(_alongRows);
        RoundScaled(MemoryMarshal.Cast<byte, float>(alongRows.bytes), _rowScale);
        alongRows = alongRows.reshape(count, _height, 2 * (_width + 1));
        var products = matmul(_alongColumns, alongRows).contiguous();
        var values = MemoryMarshal.Cast<byte, float>(products.bytes);
        for (var i = 0; i < count; i++)
            Combine(values.Slice(i * 4 * (_width + 1) * (_height + 1), 4 * (_width + 1) * (_height + 1)), real.Slice(i * Bins.Count, Bins.Count), imaginary.Slice(i * Bins.Count, Bins.Count));
    }

    /// <summary>Weights on a wave map whose sums are the real and the imaginary part of one coefficient, in the units of <see cref="Transform"/>.</summary>
    public (double[] Real, double[] Imaginary) Filters(int bin)
    {
        var (fx, fy) = Bins[bin];
        var real = new double[_width * _height];
        var imaginary = new double[real.Length];
        for (var y = 0; y < _height; y++)
        {
            for (var x = 0; x < _width; x++)
            {
                var angle = Math.PI * (((double)fx * x / _width) + ((double)fy * y / _height));
                var unit = TableScale * TableScale * _rowScale;
                real[(y * _width) + x] = unit * Math.Cos(angle);
                imaginary[(y * _width) + x] = -unit * Math.Sin(angle);
            }
        }

        return (real, imaginary);
    }

    public void Dispose()
    {
        _alongRows.Dispose();
        _alongColumns.Dispose();
    }

    /// <summary>Cosines of all frequencies, then sines, as columns.</summary>
    private static Tensor Table(int length)
    {
        var table = new float[length * 2 * (length + 1)];
        for (var position = 0; position < length; position++)
        {
            for (var frequency = 0; frequency <= length; frequency++)
            {
                var angle = Math.PI * frequency * position / length;
                table[(position * 2 * (length + 1)) + frequency] = (float)Math.Round(TableScale * Math.Cos(angle));
                table[(position * 2 * (length + 1)) + length + 1 + frequency] = (float)Math.Round(TableScale * Math.Sin(angle));
            }
        }

        return tensor(table, length, 2 * (length + 1));
    }

    /// <summary>The frequencies of a map of this size.</summary>
    public static IReadOnlyList<(int FX, int FY)> BinsOf(int width, int height)
    {
        var bins = new List<(int, int)>();
        for (var fy = 1 - height; fy <= height; fy++)
        {
            for (var fx = 0; fx <= width; fx++)
            {
                var isRedundant = fx == 0 && fy < 0;
                if (!isRedundant && Math.Sqrt((fx * fx) + (fy * fy)) >= 2 * MinRadius)
                    bins.Add((fx, fy));
            }
        }

        return bins;
    }

    private static void RoundScaled(Span<float> values, float scale)
    {
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            Vector.Round(new Vector<float>(values[i..]) * scale).CopyTo(values[i..]);

        for (; i < values.Length; i++)
            values[i] = MathF.Round(values[i] * scale);
    }

    /// <summary>e^(-i(a+b)) from the four products of cosines and sines.</summary>
    private void Combine(ReadOnlySpan<float> products, Span<float> real, Span<float> imaginary)
    {
        var stride = 2 * (_width + 1);
        foreach (var (first, fx, fy, count) in _runs)
        {
            var cosines = products.Slice((Math.Abs(fy) * stride) + fx, _width + 1 + count);
            var sines = products.Slice(((Math.Abs(fy) + _height + 1) * stride) + fx, _width + 1 + count);
            var sign = fy < 0 ? -1f : 1f;
            var re = real.Slice(first, count);
            var im = imaginary.Slice(first, count);
            TensorPrimitives.MultiplyAdd(sines[(_width + 1)..], -sign, cosines[..count], re);
            TensorPrimitives.MultiplyAdd(sines[..count], sign, cosines[(_width + 1)..], im);
            TensorPrimitives.Negate(im, im);
        }
    }

    /// <summary>Bins whose frequencies follow one another along a row.</summary>
    private static List<(int First, int FX, int FY, int Count)> RunsOf(IReadOnlyList<(int FX, int FY)> bins)
    {
        var runs = new List<(int First, int FX, int FY, int Count)>();
        for (var i = 0; i < bins.Count; i++)
        {
            if (runs.Count > 0 && runs[^1] is var last && last.FY == bins[i].FY && last.FX + last.Count == bins[i].FX)
                runs[^1] = last with { Count = last.Count + 1 };
            else
                runs.Add((i, bins[i].FX, bins[i].FY, 1));
        }

        return runs;
    }
}
