namespace DatasetGuard.Core.Scanning;

/// <summary>Where samples lie in the plane in which their features differ most.</summary>
/// <remarks>Places have 16 bits an axis: a picture shows no more, and a report of very many samples stays small.</remarks>
public sealed record FeatureMap
{
    /// <summary>Robust standard deviations from which on a point is drawn at the edge: a single stray one would leave the others no room.</summary>
    private const double MaxDeviation = 12;

    private const int Middle = 1 << 15;

    /// <summary>What the features are, as in "by the features of the encoder".</summary>
    public required string Source { get; init; }

    /// <summary>Indices into the dataset's samples, ascending.</summary>
    public required IReadOnlyList<int> Samples { get; init; }

    /// <summary>One a sample, on the same scale as <see cref="Y"/>.</summary>
    public required IReadOnlyList<ushort> X { get; init; }

    /// <summary>One a sample.</summary>
    public required IReadOnlyList<ushort> Y { get; init; }

    /// <summary>Of the variance of the features, 0 to 1, that the plane holds.</summary>
    public required double Share { get; init; }

    /// <summary>How many lie farther out than the edge that they are drawn at.</summary>
    public int Beyond { get; init; }

    /// <summary>Samples from which the two axes were found; 0 for all of them.</summary>
    public int SamplesForAxes { get; init; }

    /// <summary>Why there are features and no map of them; null where there is one.</summary>
    public string? Missing { get; init; }

    /// <summary>In the place of a map, why there is none.</summary>
    public static FeatureMap None(string source, string reason) => new() { Source = source, Missing = reason, Samples = [], X = [], Y = [], Share = 0 };

    /// <param name="source">What the features are.</param>
    /// <param name="samples">Index into the dataset's samples of each point, in any order.</param>
    /// <param name="x">First coordinate of each point.</param>
    /// <param name="y">Second coordinate.</param>
    /// <param name="share">Of the variance that the plane holds.</param>
    public static FeatureMap Of(string source, IReadOnlyList<int> samples, float[] x, float[] y, double share)
    {
        int[] order = [.. Enumerable.Range(0, samples.Count).OrderBy(i => samples[i])];
        var (centreX, reachX) = Reach(x);
        var (centreY, reachY) = Reach(y);
        var reach = Math.Max(reachX, reachY);
        ushort Place(float value, double centre) => reach > 0 ? (ushort)Math.Clamp(Middle + Math.Round((value - centre) / reach * (Middle - 1)), 1, ushort.MaxValue) : (ushort)Middle;

        return new FeatureMap
        {
            Source = source,
            Samples = Array.ConvertAll(order, i => samples[i]),
            X = Array.ConvertAll(order, i => Place(x[i], centreX)),
            Y = Array.ConvertAll(order, i => Place(y[i], centreY)),
            Share = share,
            Beyond = order.Count(i => Math.Abs(x[i] - centreX) > reach || Math.Abs(y[i] - centreY) > reach),
        };
    }

    /// <summary>The median, and how far to each side of it there is room.</summary>
    private static (double Centre, double Reach) Reach(float[] values)
    {
        if (values.Length == 0)
            return (0, 0);

        var (centre, scale) = RobustScale.Of(Array.ConvertAll(values, value => (double)value));
        var farthest = values.Max(value => Math.Abs(value - centre));
        return (centre, scale > 0 ? Math.Min(MaxDeviation * scale, farthest) : farthest);
    }
}
