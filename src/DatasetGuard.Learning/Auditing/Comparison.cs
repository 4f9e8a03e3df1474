using DatasetGuard.Learning.Membership;

namespace DatasetGuard.Learning.Auditing;

/// <summary>Which rows of both sides are held against each other, and the measures of it.</summary>
internal sealed class Comparison
{
    private readonly int[] _memberLabels;
    private readonly int[] _otherLabels;
    private readonly AuditSettings _settings;
    private readonly CancellationToken _cancellationToken;

    /// <param name="members">Class of each.</param>
    /// <param name="others">Class of each.</param>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Stops between two resamples.</param>
    public Comparison(int[] members, int[] others, AuditSettings settings, CancellationToken cancellationToken)
    {
        (_memberLabels, _otherLabels, _settings, _cancellationToken) = (members, others, settings, cancellationToken);
        MixDistance = ClassMix.Distance(members, others);
        (Members, Others) = MixDistance <= ClassMix.Tolerance
            ? ([.. Enumerable.Range(0, members.Length)], [.. Enumerable.Range(0, others.Length)])
            : ClassMix.Match(members, others, settings.Seed);
    }

    /// <summary>Before anything was left out.</summary>
    public double MixDistance { get; }

    /// <summary>Rows that the numbers over all classes stand for.</summary>
    public int[] Members { get; }

    /// <summary>Rows that the numbers over all classes stand for.</summary>
    public int[] Others { get; }

    /// <param name="key">Of the attack.</param>
    /// <param name="title">Of the attack.</param>
    /// <param name="members">Scores of all members.</param>
    /// <param name="others">Scores of all others.</param>
    public Attack Of(string key, string title, double[] members, double[] others)
    {
        var all = Measure(members, _memberLabels, others, _otherLabels);
        var isWhole = Members.Length == members.Length && Others.Length == others.Length;
        var exposure = isWhole ? all : Measure(Pick(members, Members), Pick(_memberLabels, Members), Pick(others, Others), Pick(_otherLabels, Others)) with { Classes = all.Classes, ClassMixDistance = all.ClassMixDistance };
        return new Attack { Key = key, Title = title, Exposure = exposure, Members = members, NonMembers = others };
    }

    internal static T[] Pick<T>(T[] values, int[] rows) => Array.ConvertAll(rows, row => values[row]);

    private MembershipExposure Measure(double[] members, int[] memberLabels, double[] others, int[] otherLabels) =>
        MembershipExposure.Measure(new ScoredSamples(members, memberLabels), new ScoredSamples(others, otherLabels), _settings.Seed, _cancellationToken);
}
