using DatasetGuard.Learning.Membership;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Auditing;

/// <summary>Holds planted images against images that nobody trained on, which get as wrong a label: the same mix of labels, for a model that likes one would tell them apart by it.</summary>
internal sealed class CanaryComparison
{
    private readonly AuditSide _planted;
    private readonly AuditSide _others;
    private readonly float[] _plantedLogits;
    private readonly float[] _otherLogits;
    private readonly Comparison _comparison;

    public CanaryComparison(AuditData data, float[] planted, float[] others, AuditSettings settings, CancellationToken cancellationToken)
    {
        (_planted, _others, _plantedLogits, _otherLogits) = (data.Canaries!, data.NonMembers, planted, others);
        var random = Streams.For(settings.Seed, Streams.Purpose.Canaries);
        WrongLabels = Array.ConvertAll(_others.Labels, label => (label + 1 + random.Next(data.Classes.Count - 1)) % data.Classes.Count);
        _comparison = new Comparison(_planted.Labels, WrongLabels, settings, cancellationToken);
    }

    /// <summary>For each non-member one of the other classes, by chance.</summary>
    public int[] WrongLabels { get; }

    /// <param name="byLikelihood">Scores of LiRA for the planted and the others, with their wrong labels; null without shadow models.</param>
    public CanaryExposure Measure((double[] Planted, double[] Others)? byLikelihood)
    {
        var (planted, others) = (_comparison.Members.Length, _comparison.Others.Length);
        if (Math.Min(planted, others) < MembershipExposure.LeastPerClass)
        {
            return new CanaryExposure(
                _planted.Count,
                [],
                $"Canaries are judged from {MembershipExposure.LeastPerClass} on, and there are {_planted.Count:N0}, of which {planted:N0} can be held against {others:N0} non-members with the same mix of wrong labels.");
        }

        var attacks = new List<(string Title, MembershipExposure Exposure)>
        {
            ("M_mem (modified entropy)", Exposure(
                MembershipScores.Of<float>(MembershipScore.ModifiedEntropy, _plantedLogits, _planted.Labels),
                MembershipScores.Of<float>(MembershipScore.ModifiedEntropy, _otherLogits, WrongLabels))),
        };
        if (byLikelihood is { } scores)
            attacks.Add(("LiRA", Exposure(scores.Planted, scores.Others)));

        return new CanaryExposure(_planted.Count, attacks, null);
    }

    /// <summary>log-odds that the audited model gives the planted and the others, each for its wrong label.</summary>
    public (double[] Planted, double[] Others) LogOdds() =>
        (MembershipScores.LogOdds<float>(_plantedLogits, _planted.Labels), MembershipScores.LogOdds<float>(_otherLogits, WrongLabels));

    private MembershipExposure Exposure(double[] planted, double[] others) => _comparison.Of("canaries", "canaries", planted, others).Exposure;
}
