using DatasetGuard.Core;
using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam.Poisoning;
using DatasetGuard.RedTeam.Triggers;

namespace DatasetGuard.RedTeam.Attacks;

/// <summary>What an attacker does to the images that are chosen, and which ones may be.</summary>
/// <remarks>The text is <c>label-flip</c> or that of a <see cref="Triggers.Trigger"/>, such as <c>checker</c> or <c>blend:0.1</c>.</remarks>
public abstract record Attack
{
    private protected Attack()
    {
    }

    /// <summary>The names that an attack's text may begin with.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Trigger.Names, LabelFlipAttack.Name];

    /// <summary>True where the rate is a share of the target class, false where it is one of the dataset.</summary>
    public abstract bool IsWithinTarget { get; }

    /// <summary>Whether pixels change; without it files stay as they are.</summary>
    public abstract bool ChangesPixels { get; }

    /// <summary>What is put into pictures; null where nothing is that a model could be tried on.</summary>
    public virtual Trigger? Trigger => null;

    /// <summary>Whether an image of a class may be chosen.</summary>
    public bool MayChoose(string label, string target) => (label == target) == IsWithinTarget;

    /// <summary>Changes the picture in place.</summary>
    /// <returns>What was drawn for this picture, as <see cref="Triggers.Trigger.Apply"/> tells it.</returns>
    public abstract string Apply(PixelBuffer image, TriggerDraw draw);

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public abstract override string ToString();

    /// <param name="text">An attack as described for this type.</param>
    /// <param name="cleanLabel">The trigger goes into the target's own images instead of relabelled ones.</param>
    /// <param name="seed">What colour or noise is drawn, where the trigger has one.</param>
    /// <exception cref="PoisonException">The text is no attack.</exception>
    public static Attack Parse(string text, bool cleanLabel = false, int seed = 0)
    {
        if (text == LabelFlipAttack.Name)
        {
            return cleanLabel
                ? throw new PoisonException("label-flip changes labels and nothing else, so it has no clean-label variant. Drop one of the two, or take a trigger such as checker.")
                : new LabelFlipAttack();
        }

        var name = text.Split(':', '@')[0];
        if (!Trigger.Names.Contains(name))
            throw new PoisonException($"'{Printable.Text(text)}' is not an attack.{Spelling.Hint(name, Names)} Known: {string.Join(", ", Names)}.");

        try
        {
            var trigger = Trigger.Parse(text, seed);
            return cleanLabel ? new CleanLabelAttack(trigger) : new DirtyLabelAttack(trigger);
        }
        catch (FormatException error)
        {
            throw new PoisonException(error.Message, error);
        }
    }
}
