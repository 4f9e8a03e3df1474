using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.RedTeam.Attacks;

/// <summary>Images of other classes get the trigger and the target's label, so that the model learns trigger means target.</summary>
/// <remarks>
/// The training-set poisoning of Gu, Dolan-Gavitt and Garg, "BadNets" (2017, arXiv 1708.06733), section 3, with its "single target
/// attack", and of Chen et al., "Targeted Backdoor Attacks on Deep Learning Systems Using Data Poisoning" (2017, arXiv 1712.05526).
/// </remarks>
public sealed record DirtyLabelAttack(Trigger Trigger) : Attack
{
    public override Trigger Trigger { get; } = Trigger;

    public override bool IsWithinTarget => false;

    public override bool ChangesPixels => true;

    public override string Apply(PixelBuffer image, TriggerDraw draw) => Trigger.Apply(image, draw);

    public override string ToString() => Trigger.ToString();
}
