namespace DatasetGuard.Learning.Membership;

/// <summary>What models trained like the audited one, on other samples of the same kind, say of the samples to be judged.</summary>
public sealed class ShadowModels
{
    private readonly double[] _logOdds;
    private readonly bool[] _saw;

    /// <param name="count">Of models; at least 1.</param>
    /// <param name="logOdds">log(p_y / (1 - p_y)) of <see cref="MembershipScores.LogOdds{T}"/>: row by row, one row a sample, one column a model.</param>
    /// <param name="saw">In the same order: the model was trained on the sample. None was when left out.</param>
    /// <exception cref="ArgumentException">
    /// The lengths do not fit; a value is not finite; or a sample was seen by every model, so that nothing tells what one would say that never saw it.
    /// </exception>
    public ShadowModels(int count, double[] logOdds, bool[]? saw = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
        Samples = Rows.Width(logOdds.Length, count);
        _logOdds = logOdds;
        _saw = saw ?? new bool[logOdds.Length];
        if (_saw.Length != logOdds.Length)
            throw new ArgumentException($"There are {logOdds.Length} values and {_saw.Length} marks of what was seen.", nameof(saw));

        if (Array.FindIndex(logOdds, value => !double.IsFinite(value)) is var odd and >= 0)
            throw new ArgumentException($"Shadow model {odd % count} gives sample {odd / count} no finite log-odds.", nameof(logOdds));

        for (var sample = 0; sample < Samples; sample++)
        {
            if (!_saw.AsSpan(sample * count, count).Contains(false))
                throw new ArgumentException($"Every shadow model was trained on sample {sample}: none tells what one would say that was not.", nameof(saw));
        }
    }

    public int Count { get; }

    public int Samples { get; }

    /// <summary>What they say of some of the samples.</summary>
    internal ShadowModels Of(int[] samples) => new(
        Count,
        [.. samples.SelectMany(sample => _logOdds[(sample * Count)..((sample + 1) * Count)])],
        [.. samples.SelectMany(sample => _saw[(sample * Count)..((sample + 1) * Count)])]);

    /// <summary>What the same models say of other samples as well.</summary>
    internal ShadowModels Followed(ShadowModels others) => new(Count, [.. _logOdds, .. others._logOdds], [.. _saw, .. others._saw]);

    /// <summary>Of the models that never saw a sample, in their order.</summary>
    internal IEnumerable<double> Unseen(int sample)
    {
        for (var i = sample * Count; i < (sample + 1) * Count; i++)
        {
            if (!_saw[i])
                yield return _logOdds[i];
        }
    }
}
