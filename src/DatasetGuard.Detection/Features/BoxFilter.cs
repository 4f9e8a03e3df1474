using System.Numerics;

namespace DatasetGuard.Detection.Features;

/// <summary>Means over square neighbourhoods; beyond the border the edge pixels go on.</summary>
internal sealed class BoxFilter(int maxWidth, int maxHeight, int maxRadius)
{
    private readonly float[] _columns = new float[maxWidth * maxHeight];
    private readonly float[] _padded = new float[maxWidth + (2 * maxRadius) + Vector<float>.Count];

    public void Mean(ReadOnlySpan<float> source, Span<float> target, int width, int height, int radius)
    {
        var columns = _columns.AsSpan(0, width * height);
        Span<int> rows = stackalloc int[(2 * radius) + 1];
        for (var y = 0; y < height; y++)
        {
            for (var k = 0; k < rows.Length; k++)
                rows[k] = Math.Clamp(y - radius + k, 0, height - 1) * width;

            SumRows(source, rows, columns.Slice(y * width, width));
        }

        var share = 1f / ((2 * radius + 1) * (2 * radius + 1));
        for (var y = 0; y < height; y++)
        {
            var row = columns.Slice(y * width, width);
            _padded.AsSpan(0, radius).Fill(row[0]);
            row.CopyTo(_padded.AsSpan(radius));
            _padded.AsSpan(radius + width, radius).Fill(row[^1]);
            SumShifted(target.Slice(y * width, width), (2 * radius) + 1, share);
        }
    }

    private void SumShifted(Span<float> target, int count, float share)
    {
        var x = 0;
        for (; x <= target.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            var sum = new Vector<float>(_padded, x);
            for (var k = 1; k < count; k++)
                sum += new Vector<float>(_padded, x + k);

            (sum * share).CopyTo(target[x..]);
        }

        for (; x < target.Length; x++)
        {
            var sum = _padded[x];
            for (var k = 1; k < count; k++)
                sum += _padded[x + k];

            target[x] = sum * share;
        }
    }

    /// <summary>The sums of as many rows, each from where it begins.</summary>
    private static void SumRows(ReadOnlySpan<float> source, ReadOnlySpan<int> rows, Span<float> sums)
    {
        var x = 0;
        for (; x <= sums.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            var sum = new Vector<float>(source[(rows[0] + x)..]);
            foreach (var row in rows[1..])
                sum += new Vector<float>(source[(row + x)..]);

            sum.CopyTo(sums[x..]);
        }

        for (; x < sums.Length; x++)
        {
            sums[x] = source[rows[0] + x];
            foreach (var row in rows[1..])
                sums[x] += source[row + x];
        }
    }
}
