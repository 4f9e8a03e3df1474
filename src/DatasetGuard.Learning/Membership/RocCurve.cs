namespace DatasetGuard.Learning.Membership;

/// <summary>Receiver operating characteristic of a membership attack.</summary>
public sealed class RocCurve
{
    private RocCurve(IReadOnlyList<RocPoint> points, double auc)
    {
        Points = points;
        Auc = auc;
    }

    /// <summary>From nothing called a member to everything; one point for each distinct score, neither rate ever falling.</summary>
    public IReadOnlyList<RocPoint> Points { get; }

    /// <summary>Area under the curve: the chance that a member scores higher than a non-member, ties counting half. 0.5 tells nothing.</summary>
    public double Auc { get; }

    /// <param name="members">Scores of samples trained on: the higher, the more likely a member. Infinite ones are allowed.</param>
    /// <param name="nonMembers">Scores of others.</param>
    /// <exception cref="ArgumentException">One side is empty, or a score is not a number.</exception>
    public static RocCurve Of(ReadOnlySpan<double> members, ReadOnlySpan<double> nonMembers) => Of(ScoreLevels.Of(members, nonMembers));

    /// <summary>The largest true-positive rate of a threshold whose false-positive rate is at most this. Ties are not split.</summary>
    /// <param name="falsePositiveRate">Within 0 and 1.</param>
    /// <returns>As measured, whether or not there are enough non-members: see <see cref="LowRate"/>.</returns>
    public double TruePositiveRateAt(double falsePositiveRate) => Points.Last(point => point.FalsePositiveRate <= falsePositiveRate).TruePositiveRate;

    internal static RocCurve Of(ScoreLevels levels)
    {
        var (members, nonMembers) = (levels.Histogram(levels.MemberLevels), levels.Histogram(levels.NonMemberLevels));
        var points = new List<RocPoint>(levels.Scores.Length + 1) { new(double.PositiveInfinity, 0, 0) };
        var (truePositives, falsePositives) = (0, 0);
        for (var i = 0; i < levels.Scores.Length; i++)
        {
            truePositives += members[i];
            falsePositives += nonMembers[i];
            points.Add(new RocPoint(levels.Scores[i], falsePositives / (double)levels.NonMemberLevels.Length, truePositives / (double)levels.MemberLevels.Length));
        }

        return new RocCurve(points, ScoreLevels.Auc(members, nonMembers));
    }
}
