namespace DatasetGuard.Cli.Commands;

/// <summary>What is to be repaired, and how.</summary>
/// <param name="Model">The folder of a model.</param>
/// <param name="Data">Datasets of clean images.</param>
/// <param name="Output">A folder that is not there, or empty.</param>
internal sealed record RepairRequest(string Model, string[] Data, string Output)
{
    public required string Method { get; init; }

    /// <summary>A class whose trigger is taken whatever the audit says of it; null for what it names.</summary>
    public required string? Target { get; init; }

    /// <summary>What the audit only suspects is taken as well.</summary>
    public required bool TakesSuspected { get; init; }

    public required double PruningBudget { get; init; }

    /// <summary>What the model was trained on, and what a scan suspects of it; null where that does not serve.</summary>
    public required string? Train { get; init; }

    public required string? Suspects { get; init; }
}
