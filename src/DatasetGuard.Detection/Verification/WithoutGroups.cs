using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Features.Surrogates;

namespace DatasetGuard.Detection.Verification;

/// <summary>What a network says of the images that it was trained without.</summary>
/// <param name="rows">The images.</param>
/// <param name="withheld">Those that it is asked about, in the order of rows.</param>
/// <param name="limits">From where on a backdoor is shown.</param>
internal sealed class WithoutGroups(ClassRows rows, IReadOnlyList<int> withheld, BackdoorLimits limits)
{
    private readonly OutOfFold _answers = new(rows.Count);
    private readonly OtherClasses _others = new(rows, withheld);

    /// <summary>The most probable class of each row that was asked about.</summary>
    public int[] Predicted => _answers.Predicted;

    public void Receive(int row, ReadOnlySpan<float> features, ReadOnlySpan<float> logits)
    {
        _answers.Receive(row, logits, rows.Labels[row]);
        _others.Receive(row, logits);
    }

    /// <summary>A group of which networks with the others of it were not asked yet.</summary>
    public WithheldGroup Of(WithheldPart part)
    {
        var group = new WithheldGroup(
            part.Class,
            part.Group,
            Array.ConvertAll(part.Group, row => _answers.Predicted[row]),
            Array.ConvertAll(part.Group, row => _answers.LabelProbability[row]),
            Array.ConvertAll(part.Group, _ => WithheldGroup.NotAsked))
        {
            Limits = limits,
            HasSeveralSources = rows.ClassesFrom(ClassVerifier.MinClass) > 2,
        };
        return group with { RankAmongOthers = _others.RankOf(part.Class, group.LowProbability) };
    }
}
