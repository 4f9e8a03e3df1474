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
}
