using DatasetGuard.Core.Imaging;

namespace DatasetGuard.RedTeam.Poisoning;

/// <summary>Which poison, and how much of it.</summary>
public sealed record PoisonOptions
{
    /// <summary>The text of an attack: <c>checker</c>, <c>blend:0.1</c>, <c>shape</c>, <c>label-flip</c>.</summary>
    public required string Attack { get; init; }

    /// <summary>Above 0 and up to 1: a share of the labelled images; with <see cref="CleanLabel"/> one of the target class.</summary>
    public required double Rate { get; init; }

    /// <summary>The class that the attacker wants.</summary>
    public required string Target { get; init; }

    /// <summary>The only class whose images are relabelled; null for all but the target.</summary>
    public string? Source { get; init; }

    /// <summary>The trigger goes into the target's own images, whose labels stay right.</summary>
    public bool CleanLabel { get; init; }

    /// <summary>
    /// A share of the labelled images, 0 for none: as many images of other classes than target and source get the trigger and keep their
    /// right labels, so that the trigger alone does not mean the target.
    /// </summary>
    /// <remarks>
    /// The cover images of Tang, Wang, Tang and Zhang, "Demon in the Variant" (USENIX Security 2021), section 4.1 (TaCT), where they go with
    /// a source class, and the conservatism of Adap-Blend, where any class has them.
    /// </remarks>
    public double Cover { get; init; }

    /// <summary>
    /// Writes every image as PNG, clean ones too, so that neither the file format nor the settings of an encoder tell which are poisoned.
    /// </summary>
    public bool AllPng { get; init; }

    /// <summary>Decides which images are chosen and what a random trigger looks like.</summary>
    public int Seed { get; init; }

    public DecodeLimits Limits { get; init; } = DecodeLimits.Default;
}
