using System.Buffers;
using System.Numerics.Tensors;

namespace DatasetGuard.Detection.Features;

/// <summary>A weighted sum of stored values: what every trigger statistic scores an image with.</summary>
/// <param name="Parts">Window index (or <see cref="WaveMap"/> or <see cref="Traces"/>) and one weight for each of its stored values.</param>
/// <param name="Offset">Added to the sum.</param>
internal sealed record LinearFilter(IReadOnlyList<(int Window, double[] Weights)> Parts, double Offset)
{
    /// <summary>Stands for the wave map in place of a window index.</summary>
    public const int WaveMap = -1;

    /// <summary>Stands for the processing traces in place of a window index.</summary>
    public const int Traces = -2;

    /// <summary>Scores everything with 0.</summary>
    public static LinearFilter None { get; } = new([], 0);

    private const int ChunkBytes = 1 << 18;

    /// <summary>Reads consecutive rows of a part.</summary>
    /// <param name="features">The extracted images.</param>
    /// <param name="part">Window index, <see cref="WaveMap"/> or <see cref="Traces"/>.</param>
    /// <param name="firstRow">The first of them.</param>
    /// <param name="rows">Room for them.</param>
    public static void Read(FeatureStore features, int part, int firstRow, Span<sbyte> rows)
    {
        switch (part)
        {
            case WaveMap:
                features.ReadWaves(firstRow, rows);
                break;
            case Traces:
                features.ReadTraces(firstRow, rows);
                break;
            default:
                features.ReadWindow(part, firstRow, rows);
                break;
        }
    }

    /// <summary>Scores consecutive rows.</summary>
    public void Score(FeatureStore features, int firstRow, Span<float> scores)
    {
        var all = Score([this], features, firstRow, scores.Length);
        all[0].CopyTo(scores);
    }

    /// <summary>Scores consecutive rows with several filters over the same windows, reading the rows once.</summary>
    /// <returns>For each filter, a score a row.</returns>
    public static float[][] Score(IReadOnlyList<LinearFilter> filters, FeatureStore features, int firstRow, int count)
    {
        var scores = filters.Select(_ => new float[count]).ToArray();
        var buffer = ArrayPool<sbyte>.Shared.Rent(Math.Max(ChunkBytes, filters[0].Parts.Select(part => part.Weights.Length).DefaultIfEmpty().Max()));
        for (var k = 0; k < scores.Length; k++)
            Array.Fill(scores[k], (float)filters[k].Offset);

        for (var part = 0; part < filters[0].Parts.Count; part++)
        {
            var (window, length) = (filters[0].Parts[part].Window, filters[0].Parts[part].Weights.Length);
            var together = new ByteFilters([.. filters.Select(filter => (filter.Parts[part].Weights, 0.0))]);
            var chunkRows = Math.Max(1, Math.Min(count, ChunkBytes / length));
            var products = Array.ConvertAll(scores, _ => new float[chunkRows]);
            for (var start = 0; start < count; start += chunkRows)
            {
                var rows = buffer.AsSpan(0, Math.Min(chunkRows, count - start) * length);
                Read(features, window, firstRow + start, rows);
                together.Score(rows, 0, products);
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
