namespace DatasetGuard.Detection.Features;

/// <summary>A weighted sum of stored values: what every trigger statistic scores an image with.</summary>
/// <param name="Parts">Window index (or <see cref="WaveMap"/>) and one weight for each of its stored values.</param>
/// <param name="Offset">Added to the sum.</param>
internal sealed record LinearFilter(IReadOnlyList<(int Window, double[] Weights)> Parts, double Offset)
{
    /// <summary>Stands for the wave map in place of a window index.</summary>
    public const int WaveMap = -1;

    private const int ChunkBytes = 1 << 18;

    /// <summary>Scores consecutive rows.</summary>
    public void Score(FeatureStore features, int firstRow, Span<float> scores)
    {
        scores.Fill((float)Offset);
        var buffer = Array.Empty<sbyte>();
        foreach (var (window, weights) in Parts)
        {
            var chunkRows = Math.Max(1, Math.Min(scores.Length, ChunkBytes / weights.Length));
            if (buffer.Length < chunkRows * weights.Length)
                buffer = GC.AllocateUninitializedArray<sbyte>(chunkRows * weights.Length);

            for (var start = 0; start < scores.Length; start += chunkRows)
            {
                var count = Math.Min(chunkRows, scores.Length - start);
                var rows = buffer.AsSpan(0, count * weights.Length);
                if (window == WaveMap)
                    features.ReadWaves(firstRow + start, rows);
                else
                    features.ReadWindow(window, firstRow + start, rows);

                ByteRows.AddProducts(rows, weights, 0, scores.Slice(start, count));
            }
        }
    }
}
