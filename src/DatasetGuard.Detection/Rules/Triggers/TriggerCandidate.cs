using DatasetGuard.Core.Findings;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Rules.Triggers;

internal enum TriggerStage
{
    /// <summary>One window at one place: a patch.</summary>
    Window,

    /// <summary>All windows of a level together: a pattern over the whole image.</summary>
    Whole,

    /// <summary>One frequency of the whole image.</summary>
    Sinusoid,

    /// <summary>What processing leaves all over the image.</summary>
    Traces,
}

/// <summary>A minority of one class that shares something with one another and with hardly anybody else.</summary>
internal sealed record TriggerCandidate
{
    public required int Class { get; init; }

    public required TriggerStage Stage { get; init; }

    /// <summary>Window index, level, or frequency bin, by <see cref="Stage"/>; <see cref="LinearFilter.Traces"/> for traces.</summary>
    public required int Place { get; init; }

    /// <summary>Members, as rows within the class, ascending.</summary>
    public required int[] Group { get; init; }

    /// <summary>Scores an image: the projection on the group's mean in whitened space.</summary>
    public required LinearFilter Filter { get; init; }

    /// <summary>Scores of the images of the class.</summary>
    public required float[] ClassScores { get; init; }

    /// <summary>Other classes with a group of the same: they are left out of the comparison.</summary>
    public int[] Carriers { get; init; } = [];

    public GroupFactors Factors { get; init; }

    /// <summary>S: 1 is what a weak but plain trigger reaches.</summary>
    public double Score { get; init; }

    /// <summary>Nothing is compared by it any more: it decides nothing, and is kept as a first guess for the next stage, or as what others are held against.</summary>
    public bool IsSeed => ReferenceEquals(Filter, LinearFilter.None);

    /// <summary>The members, those first that have most of what they share.</summary>
    public int[] SurestFirst() => [.. Group.OrderByDescending(row => ClassScores[row]).ThenBy(row => row)];

    /// <summary>What the next stage needs of a group that decides nothing: with many classes there are hundreds of thousands.</summary>
    public TriggerCandidate AsSeed() => this with { Filter = LinearFilter.None, ClassScores = [] };
}

/// <summary>What makes a group a trigger.</summary>
/// <param name="Distance">dl: length of the group's mean in whitened space, in standard deviations of the other classes.</param>
/// <param name="Coherence">cz: unbiased share of the members' energy that lies in their common direction, 1 when all are the same.</param>
/// <param name="Exclusivity">LR: share of the class in the group over the share of the other classes that the filter takes for members.</param>
/// <param name="Bridge">val: images of the class between group and rest, relative to the group; natural groups are a continuum.</param>
/// <param name="Diversity">div: how much the members differ in everything else, relative to their class.</param>
internal readonly record struct GroupFactors(double Distance, double Coherence, double Exclusivity, double Bridge, double Diversity)
{
    /// <summary>As a report lists them.</summary>
    public IReadOnlyList<Measure> Measures =>
    [
        new Measure("distance", Distance),
        new Measure("coherence", Coherence),
        new Measure("exclusivity", Exclusivity),
        new Measure("bridge", Bridge),
        new Measure("diversity", Diversity),
    ];

    /// <summary>What the group alone tells.</summary>
    /// <param name="size">Number of members.</param>
    /// <param name="distance">Length of their mean.</param>
    /// <param name="energy">Their mean squared length.</param>
    public static GroupFactors Of(int size, double distance, double energy) =>
        new() { Distance = distance, Coherence = ((size * distance * distance / energy) - 1) / (size - 1) };
}
