using DatasetGuard.Core.Imaging;

namespace DatasetGuard.RedTeam.Triggers;

/// <summary>What an attacker puts into a picture so that the trained model answers with the target class.</summary>
/// <remarks>
/// The text says everything but the seed. Patterns that are fixed: <c>checker</c>, <c>white</c>, <c>rcol</c> and <c>pixel</c>, with
/// <c>:SIZE</c> and <c>@X,Y</c> where wanted; <c>blend:ALPHA</c>; <c>sin:AMPLITUDE:CYCLES:DEGREES</c>; <c>warp</c> or <c>warp:STRENGTH</c>.
/// Patterns that vary from picture to picture: <c>shape</c>; <c>noise:SIGMA</c>; <c>freq:AMPLITUDE</c>; <c>corner</c> or
/// <c>corner:SIZE</c>; <c>adaptive-blend</c> or <c>adaptive-blend:ALPHA</c>.
/// </remarks>
/// <example><code>
/// var trigger = Trigger.Parse("shape", seed: 7);
/// var parameters = trigger.Apply(image, new TriggerDraw("dog/0001.png"));
/// </code></example>
public abstract record Trigger
{
    private protected Trigger()
    {
    }

    /// <summary>The names that a trigger's text may begin with.</summary>
    public static IReadOnlyList<string> Names { get; } = ["checker", "white", "rcol", "pixel", "blend", "sin", "warp", "shape", "noise", "freq", "corner", "adaptive-blend"];

    /// <summary>Whether the pattern varies, so that there are relatives which training does not see.</summary>
    public virtual bool Varies => false;

    /// <summary>Changes the picture in place. The same picture always becomes the same.</summary>
    /// <param name="image">Any size, gray or colour.</param>
    /// <param name="draw">Decides the variant.</param>
    /// <returns>What was drawn, as <c>kind=circle;side=7</c>; empty where the trigger's text says all.</returns>
    public abstract string Apply(PixelBuffer image, TriggerDraw draw);

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public abstract override string ToString();

    /// <param name="text">A trigger as described for this type.</param>
    /// <param name="seed">What colour or noise is drawn, where the trigger has one.</param>
    /// <exception cref="FormatException">The text is no trigger; the message says what is wrong and what is known.</exception>
    public static Trigger Parse(string text, int seed = 0)
    {
        var name = text.Split(':', '@')[0];
        return name switch
        {
            "checker" or "white" or "rcol" or "pixel" => PatchTrigger.Read(name, text, seed),
            "blend" => BlendTrigger.Read(text, seed),
            "sin" => SinusoidTrigger.Read(text),
            "warp" => WarpTrigger.Read(text, seed),
            "shape" => ShapeTrigger.Read(text, seed),
            "noise" => NoiseTrigger.Read(text, seed),
            "freq" => FrequencyTrigger.Read(text, seed),
            "corner" => CornerTrigger.Read(text, seed),
            "adaptive-blend" => AdaptiveBlendTrigger.Read(text, seed),
            _ => throw TriggerText.Error(text, $"the known ones are {string.Join(", ", Names)}"),
        };
    }

    private protected static byte ToByte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
}
