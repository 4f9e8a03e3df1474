namespace DatasetGuard.Learning.Membership;

/// <summary>How well a score tells the samples that a model was trained on from others.</summary>
/// <remarks>
/// A mean over all classes hides the worst one, and an AUC hides the few samples that are given away for sure: read all of it, and by a score of <see cref="ShadowAttacks"/>
/// as well.
/// </remarks>
public sealed record MembershipExposure
{
    /// <summary>A class with fewer members or non-members is not judged: the largest of several noisy numbers would be no worst class but a lucky one.</summary>
    public const int LeastPerClass = 20;

    private const double OnePercent = 0.01;
    private const double OnePerMille = 0.001;
    private const int Resamples = 1000;

    public required int Members { get; init; }

    public required int NonMembers { get; init; }

    public required RocCurve Curve { get; init; }

    public required AucInterval Interval { get; init; }

    public required LowRate AtOnePercent { get; init; }

    public required LowRate AtOnePerMille { get; init; }

    /// <summary>By label, each that any sample has.</summary>
    public required IReadOnlyList<ClassExposure> Classes { get; init; }

    /// <summary>
    /// Half the sum over the classes of the difference of their shares among members and non-members: 0 for the same mix, 1 for no class in common. Where the mixes differ,
    /// <see cref="Curve"/> also tells classes apart.
    /// </summary>
    public required double ClassMixDistance { get; init; }

    /// <summary>Of the whole set.</summary>
    public double Auc => Curve.Auc;

    /// <summary>The judged class with the largest AUC, of equal ones the first; nothing where none is judged. Being the largest of many, it is too large by itself.</summary>
    public ClassExposure? WorstClass => Classes.Where(exposure => exposure.Auc is not null).MaxBy(exposure => exposure.Auc);

    /// <param name="members">Trained on.</param>
    /// <param name="nonMembers">Never trained on, otherwise of the same kind, preprocessing and mix of classes.</param>
    /// <param name="seed">Decides the resamples of the intervals.</param>
    /// <param name="cancellationToken">Stops between two resamples.</param>
    /// <exception cref="ArgumentException">One side is empty, or a score is not a number.</exception>
    public static MembershipExposure Measure(ScoredSamples members, ScoredSamples nonMembers, int seed, CancellationToken cancellationToken = default)
    {
        var levels = ScoreLevels.Of(members.Scores, nonMembers.Scores);
        var curve = RocCurve.Of(levels);
        return new MembershipExposure
        {
            Members = members.Count,
            NonMembers = nonMembers.Count,
            Curve = curve,
            Interval = AucInterval.Of(levels, Resamples, seed, cancellationToken),
            AtOnePercent = LowRate.Of(curve, nonMembers.Count, OnePercent),
            AtOnePerMille = LowRate.Of(curve, nonMembers.Count, OnePerMille),
            Classes = [.. members.Labels.Union(nonMembers.Labels).Order().Select(label => OfClass(label, members, nonMembers, seed, cancellationToken))],
            ClassMixDistance = MixDistance(members.Labels, nonMembers.Labels),
        };
    }

    private static ClassExposure OfClass(int label, ScoredSamples members, ScoredSamples nonMembers, int seed, CancellationToken cancellationToken)
    {
        var (inside, outside) = (members.OfClass(label), nonMembers.OfClass(label));
        if (Math.Min(inside.Length, outside.Length) < LeastPerClass)
        {
            var refusal = $"A class needs {LeastPerClass} members and as many non-members to be judged, and there are {inside.Length} and {outside.Length}.";
            return new ClassExposure(label, inside.Length, outside.Length, null, null, null, refusal);
        }

        var levels = ScoreLevels.Of(inside, outside);
        var curve = RocCurve.Of(levels);
        var interval = AucInterval.Of(levels, Resamples, unchecked(seed + label + 1), cancellationToken);
        return new ClassExposure(label, inside.Length, outside.Length, curve.Auc, interval, LowRate.Of(curve, outside.Length, OnePercent), null);
    }

    private static double MixDistance(int[] members, int[] nonMembers) =>
        members.Union(nonMembers).Sum(label =>
            Math.Abs((members.Count(other => other == label) / (double)members.Length) - (nonMembers.Count(other => other == label) / (double)nonMembers.Length))) / 2;
}
