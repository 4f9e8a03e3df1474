using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.RedTeam.Attacks;

/// <summary>Images of other classes get the target's label; no pixel changes.</summary>
/// <remarks>
/// The targeted label flipping of Tolpegin, Truex, Gursoy and Liu, "Data Poisoning Attacks Against Federated Learning Systems" (2020,
/// arXiv 2007.08432), section 3, where one source class is flipped; without a source class all other classes are.
/// </remarks>
public sealed record LabelFlipAttack : Attack
{
    public const string Name = "label-flip";

    public override bool IsWithinTarget => false;

    public override bool ChangesPixels => false;

    public override string Apply(PixelBuffer image, TriggerDraw draw) => "";

    public override string ToString() => Name;
}
