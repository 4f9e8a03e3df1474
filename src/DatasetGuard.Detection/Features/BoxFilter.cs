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
        for (var y = 0; y < height; y++)
        {
            var sums = columns.Slice(y * width, width);
            source.Slice(Math.Max(y - radius, 0) * width, width).CopyTo(sums);
            for (var k = y - radius + 1; k <= y + radius; k++)
                Add(source.Slice(Math.Clamp(k, 0, height - 1) * width, width), sums);
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

    private static void Add(ReadOnlySpan<float> values, Span<float> sums)
    {
        var x = 0;
        for (; x <= sums.Length - Vector<float>.Count; x += Vector<float>.Count)
            (new Vector<float>(sums[x..]) + new Vector<float>(values[x..])).CopyTo(sums[x..]);

        for (; x < sums.Length; x++)
            sums[x] += values[x];
    }
}
