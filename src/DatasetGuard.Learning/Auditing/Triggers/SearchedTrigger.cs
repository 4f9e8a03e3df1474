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

    /// <summary>The smallest one of the same plan that leaves networks as they are that were trained on the pictures alone; null where that was not looked for.</summary>
    public SearchedTrigger? Apart { get; init; }

    /// <summary>It turns so many images that its size says something.</summary>
    public bool Works => Effect.Success >= (Plan.Source is null ? TriggerJudge.LeastSuccess : TriggerJudge.LeastPairSuccess);

    /// <summary>In networks that were trained on the pictures alone; null where that was not looked at.</summary>
    public ReferenceEffect? Reference { get; init; }

    /// <summary>Where the stamp is a square that was tried as it is, and not looked for down the slope; null where it was, or where the networks answer to it.</summary>
    public SquareEffect? Square { get; init; }

    /// <param name="model">What is turned.</param>
    /// <param name="images">All.</param>
    /// <param name="plan">Which of them.</param>
    /// <param name="references">Networks that a stamp of one class into another must not turn, where they know enough of the pictures; null where there are none.</param>
    /// <param name="seed">Where the search begins.</param>
    /// <param name="attempt">Likewise; from 0.</param>
    /// <param name="cancellationToken">Stops within a step.</param>
    public static SearchedTrigger Find(
        IDifferentiable model, ByteImages images, TriggerPlan plan, ReferenceNetworks? references, int seed, int attempt, CancellationToken cancellationToken)
    {
        var groups = plan.Source is null ? null : references?.Known(plan, model);
        var (stamp, effect) = Search(model, images, plan, groups ?? [new(plan.Searched, reference: null)], isNatural: false, seed, attempt, cancellationToken);
        var found = new SearchedTrigger(plan, stamp, effect, Interpolations.Share(images, plan.Searched, effect.Mean));
        if (plan.Source is not null)
            return found;

        var (natural, byNature) = Search(model, images, plan, [new(plan.Searched, reference: null)], isNatural: true, seed, attempt, cancellationToken);
        return found with { Natural = (natural.Size, byNature.Change) };
    }

    /// <summary>Looks for <see cref="Apart"/>, which is this one where the networks do not answer to it and a search with them ends at one that changes more.</summary>
    /// <returns>With how the networks take it; as it is where they know too few of the pictures.</returns>
    public SearchedTrigger WithApart(IDifferentiable model, ByteImages images, ReferenceNetworks references, int seed, CancellationToken cancellationToken)
    {
        if (references.Known(Plan, model) is not { } groups)
            return this;

        // Beyond those of more attempts.
        var random = Streams.For(seed, Streams.Purpose.Triggers, 9, Plan.Target, -1);
        var stamp = new StampSearch(model, images, groups, Plan.Target, isNatural: false, SearchSettings.OfClassApart, random).Run(cancellationToken);
        var apart = this with { Stamp = stamp, Effect = StampMeter.Measure(model, images, Plan.HeldOut, stamp, Plan.Target, cancellationToken) };
        if (Effect.Change < apart.Effect.Change && references.Success(this, cancellationToken) <= ReferenceEffect.MostOfBackdoor)
            apart = this;

        return references.Try(apart, cancellationToken) is { } effect ? this with { Apart = apart, Reference = effect } : this;
    }

    /// <param name="model">What is turned.</param>
    /// <param name="images">All.</param>
    /// <param name="plan">Into which class, and which of them are held out.</param>
    /// <param name="groups">Which of them the search sees.</param>
    /// <param name="isNatural">By pixels of real images of the class.</param>
    /// <param name="seed">Where the search begins.</param>
    /// <param name="attempt">Likewise; from 0.</param>
    /// <param name="cancellationToken">Stops within a step.</param>
    /// <returns>The smallest stamp, and what it does to pictures that the search did not see.</returns>
    public static (Stamp Stamp, StampEffect Effect) Search(
        IDifferentiable model, ByteImages images, TriggerPlan plan, SearchedPictures[] groups, bool isNatural, int seed, int attempt, CancellationToken cancellationToken)
    {
        var settings = plan.Source is null ? SearchSettings.OfClass : SearchSettings.OfPair;
        var random = Streams.For(seed, Streams.Purpose.Triggers, isNatural ? 3 : attempt == 0 ? 2 : 4 + attempt, plan.Target, plan.Source ?? -1);
        var stamp = new StampSearch(model, images, groups, plan.Target, isNatural, settings, random).Run(cancellationToken);
        return (stamp, StampMeter.Measure(model, images, plan.HeldOut, stamp, plan.Target, cancellationToken));
    }
}
