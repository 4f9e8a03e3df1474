using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.RedTeam.Attacks;

/// <summary>The target's own images get the trigger and keep their right label, so that people who look at the labels see nothing.</summary>
/// <remarks>
/// Barni, Kallas and Tondi, "A New Backdoor Attack in CNNs by Training Set Corruption Without Label Poisoning" (2019,
/// arXiv 1902.11237), section 2. The adversarial perturbation that Turner, Tsipras and Madry, "Label-Consistent Backdoor Attacks"
/// (2019, arXiv 1912.02771) put before the trigger is not applied.
/// </remarks>
public sealed record CleanLabelAttack(Trigger Trigger) : Attack
{
    public override Trigger Trigger { get; } = Trigger;

    public override bool IsWithinTarget => true;

    public override bool ChangesPixels => true;

    public override string Apply(PixelBuffer image, TriggerDraw draw) => Trigger.Apply(image, draw);

    public override string ToString() => Trigger.ToString();
}
