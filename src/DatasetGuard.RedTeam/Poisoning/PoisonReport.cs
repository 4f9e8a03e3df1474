namespace DatasetGuard.RedTeam.Poisoning;

/// <summary>What was written.</summary>
public sealed record PoisonReport
{
    public required string OutputFolder { get; init; }

    /// <summary>The attack's text.</summary>
    public required string Attack { get; init; }

    public required string Target { get; init; }

    /// <summary>Image files in the copy, poisoned or not.</summary>
    public required int Written { get; init; }

    /// <summary>The poisoned images, in ordinal order of their paths.</summary>
    public required IReadOnlyList<PoisonedImage> Poisoned { get; init; }

    /// <summary>Images with the trigger and their right label, in the same order; empty unless asked for.</summary>
    public IReadOnlyList<PoisonedImage> Covers { get; init; } = [];

    /// <summary>Samples that are not in the copy: links, names that lead out of the dataset, files that cannot be read.</summary>
    public required int LeftOut { get; init; }

    /// <summary>What differs from a plain copy besides the poison, in whole sentences.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <param name="Path">In the copy, with <c>/</c>.</param>
/// <param name="Label">The class it has now.</param>
/// <param name="OriginalLabel">The class it had.</param>
/// <param name="Source">Its id in the dataset.</param>
public sealed record PoisonedImage(string Path, string Label, string OriginalLabel, string Source);
