using DatasetGuard.Learning.Encoders;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Models;

/// <summary>What <c>model.json</c> says of a model: all that is needed to ask it, and where it comes from.</summary>
public sealed record ModelDescription
{
    public required NetworkShape Shape { get; init; }

    /// <summary>Of the pictures it takes, in pixels; of a linear probe those that its encoder takes.</summary>
    public required int Height { get; init; }

    /// <summary>Of the pictures it takes, in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>In the order of the logits.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>What was trained on, as the user named it.</summary>
    public required string DatasetRoot { get; init; }

    public required string DatasetDigest { get; init; }

    /// <summary>Of the scan whose suspects were left out: pass, fail or incomplete; null where none is known.</summary>
    public string? ScanVerdict { get; init; }

    public required int Seed { get; init; }

    /// <summary>What gives the features of a linear probe; null for a network that sees pictures.</summary>
    public EncoderRecord? Encoder { get; init; }

    /// <summary>How it was made of another model; null where it was trained.</summary>
    public RepairRecord? Repaired { get; init; }
}
