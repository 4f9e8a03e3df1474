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
    /// <summary>Mask and change of the stamp of real pixels; null where it was not looked for.</summary>
    public (double Size, double Change)? Natural { get; init; }

    public static SearchedTrigger Find(IDifferentiable model, ByteImages images, TriggerPlan plan, int seed, CancellationToken cancellationToken)
    {
        var stamp = Search(model, images, plan, isNatural: false, seed, cancellationToken);
        var effect = StampMeter.Measure(model, images, plan.HeldOut, stamp, plan.Target, cancellationToken);
        var found = new SearchedTrigger(plan, stamp, effect, Interpolations.Share(images, plan.Searched, effect.Mean));
        return plan.Source is null ? found.WithNaturalCost(model, images, seed, cancellationToken) : found;
    }

    public SearchedTrigger WithNaturalCost(IDifferentiable model, ByteImages images, int seed, CancellationToken cancellationToken)
    {
        var natural = Search(model, images, Plan, isNatural: true, seed, cancellationToken);
        return this with { Natural = (natural.Size, StampMeter.Measure(model, images, Plan.HeldOut, natural, Plan.Target, cancellationToken).Change) };
    }

    private static Stamp Search(IDifferentiable model, ByteImages images, TriggerPlan plan, bool isNatural, int seed, CancellationToken cancellationToken)
    {
        var settings = plan.Source is null ? SearchSettings.OfClass : SearchSettings.OfPair;
        var random = Streams.For(seed, Streams.Purpose.Triggers, isNatural ? 3 : 2, plan.Target, plan.Source ?? -1);
        return new StampSearch(model, images, plan.Searched, plan.Target, isNatural, settings, random).Run(cancellationToken);
    }
}
