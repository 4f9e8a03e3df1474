using System.Buffers;
using System.Numerics.Tensors;

namespace DatasetGuard.Detection.Features;

/// <summary>Several filters over the same windows, which read the rows once.</summary>
internal sealed class LinearFilters
{
    private const int ChunkBytes = 1 << 18;

    private readonly float[] _offsets;
    private readonly (int Window, int Length, ByteFilters Weights)[] _parts;

    /// <param name="filters">All with parts of the same windows, in the same order.</param>
    public LinearFilters(IReadOnlyList<LinearFilter> filters)
    {
        _offsets = [.. filters.Select(filter => (float)filter.Offset)];
        _parts = [.. filters[0].Parts.Select((part, i) => (part.Window, part.Weights.Length, new ByteFilters([.. filters.Select(filter => (filter.Parts[i].Weights, 0.0))])))];
    }

    /// <summary>Scores consecutive rows.</summary>
    /// <returns>For each filter, a score a row.</returns>
    public float[][] Score(FeatureStore features, int firstRow, int count)
    {
        var scores = Array.ConvertAll(_offsets, offset =>
        {
            var offsets = new float[count];
            Array.Fill(offsets, offset);
            return offsets;
        });
        var buffer = ArrayPool<sbyte>.Shared.Rent(Math.Max(ChunkBytes, _parts.Select(part => part.Length).DefaultIfEmpty().Max()));
        foreach (var (window, length, weights) in _parts)
        {
            var chunkRows = Math.Max(1, Math.Min(count, ChunkBytes / length));
            var products = Array.ConvertAll(scores, _ => new float[chunkRows]);
            for (var start = 0; start < count; start += chunkRows)
            {
                var rows = buffer.AsSpan(0, Math.Min(chunkRows, count - start) * length);
                LinearFilter.Read(features, window, firstRow + start, rows);
                weights.Score(rows, 0, products);
                for (var k = 0; k < scores.Length; k++)
                {
                    var sums = scores[k].AsSpan(start, rows.Length / length);
                    TensorPrimitives.Add(sums, products[k].AsSpan(0, sums.Length), sums);
                }
            }
        }

        ArrayPool<sbyte>.Shared.Return(buffer);
        return scores;
    }
}
