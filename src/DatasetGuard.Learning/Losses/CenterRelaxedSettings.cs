namespace DatasetGuard.Learning.Losses;

/// <summary>Parameters of <see cref="CenterRelaxedLoss"/>. The authors' own values were not available; these are from a small prototype.</summary>
public sealed record CenterRelaxedSettings
{
    /// <summary>The cross-entropy to stay at; not negative.</summary>
    public double Alpha { get; init; } = 0.5;

    /// <summary>How strongly logits, embeddings and centers are shortened: x / (1 + t |x|); not negative.</summary>
    public double Shortening { get; init; } = 0.1;

    /// <summary>The center loss to stay at; not negative.</summary>
    public double CenterAlpha { get; init; } = 0.1;

    /// <summary>Factor of the center loss, the paper's lambda; not negative.</summary>
    public double CenterWeight { get; init; } = 0.5;

    /// <summary>Greatest confidence of a soft target; above 0, at most 1.</summary>
    public double Upper { get; init; } = 1;
}
