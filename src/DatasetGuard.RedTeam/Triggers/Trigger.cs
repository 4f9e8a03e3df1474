using DatasetGuard.Core.Imaging;

namespace DatasetGuard.RedTeam.Triggers;

/// <summary>What an attacker puts into a picture so that the trained model answers with the target class.</summary>
/// <remarks>
/// The text says everything but the seed: <c>checker</c>, <c>white</c>, <c>rcol</c> and <c>pixel</c>, with <c>:SIZE</c> and
/// <c>@X,Y</c> where wanted; <c>blend:ALPHA</c>; <c>sin:AMPLITUDE:CYCLES:DEGREES</c>.
/// </remarks>
/// <example><code>
/// var trigger = Trigger.Parse("checker:6@2,3", seed: 7);
/// trigger.Apply(image);
/// </code></example>
public abstract record Trigger
{
    private protected Trigger()
    {
    }

    /// <summary>The names that a trigger's text may begin with.</summary>
    public static IReadOnlyList<string> Names { get; } = ["checker", "white", "rcol", "pixel", "blend", "sin"];

    /// <summary>Changes the picture in place. The same picture always becomes the same.</summary>
    public abstract void Apply(PixelBuffer image);

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
            _ => throw TriggerText.Error(text, $"the known ones are {string.Join(", ", Names)}"),
        };
    }

    private protected static byte ToByte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
}
