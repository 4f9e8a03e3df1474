using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>What a search found, before it is judged.</summary>
/// <param name="Plan">What was turned.</param>
/// <param name="Stamp">The smallest.</param>
/// <param name="Effect">On images that the search did not see.</param>
/// <param name="Alignment">As <see cref="ReversedTrigger.Alignment"/>.</param>
internal sealed record SearchedTrigger(TriggerPlan Plan, Stamp Stamp, StampEffect Effect, double Alignment)
{
    /// <summary>Mask and change of the stamp of real pixels; null for one class into another.</summary>
    public (double Size, double Change)? Natural { get; init; }

    /// <summary>In networks that were trained on the pictures alone; null where that was not looked at.</summary>
    public ReferenceEffect? Reference { get; init; }

    public static SearchedTrigger Find(IDifferentiable model, ByteImages images, TriggerPlan plan, int seed, CancellationToken cancellationToken)
    {
        var (stamp, effect) = Search(model, images, plan, isNatural: false, seed, cancellationToken);
        var found = new SearchedTrigger(plan, stamp, effect, Interpolations.Share(images, plan.Searched, effect.Mean));
        if (plan.Source is not null)
            return found;

        var (natural, byNature) = Search(model, images, plan, isNatural: true, seed, cancellationToken);
        return found with { Natural = (natural.Size, byNature.Change) };
    }

    /// <param name="model">What is turned.</param>
    /// <param name="images">All.</param>
    /// <param name="plan">Which of them.</param>
    /// <param name="isNatural">By pixels of real images of the class.</param>
    /// <param name="seed">Where the search begins.</param>
    /// <param name="cancellationToken">Stops within a step.</param>
    /// <returns>The smallest stamp, and what it does to pictures that the search did not see.</returns>
    public static (Stamp Stamp, StampEffect Effect) Search(IDifferentiable model, ByteImages images, TriggerPlan plan, bool isNatural, int seed, CancellationToken cancellationToken)
    {
        var settings = plan.Source is null ? SearchSettings.OfClass : SearchSettings.OfPair;
        var random = Streams.For(seed, Streams.Purpose.Triggers, isNatural ? 3 : 2, plan.Target, plan.Source ?? -1);
        var stamp = new StampSearch(model, images, plan.Searched, plan.Target, isNatural, settings, random).Run(cancellationToken);
        return (stamp, StampMeter.Measure(model, images, plan.HeldOut, stamp, plan.Target, cancellationToken));
    }
}
