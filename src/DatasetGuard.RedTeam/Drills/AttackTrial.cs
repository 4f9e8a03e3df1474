using DatasetGuard.Core.Scanning;

namespace DatasetGuard.RedTeam.Drills;

/// <summary>What is needed to see whether a poison works. All images have the geometry of <see cref="Training"/>.</summary>
/// <remarks>Images that could not be decoded are in the datasets with a fault, and have no views.</remarks>
public sealed record AttackTrial
{
    /// <summary>The class that the attacker wants.</summary>
    public required string Target { get; init; }

    /// <summary>The poisoned training images.</summary>
    public required LoadedDataset Training { get; init; }

    /// <summary>Test images of all classes as they are, with their right labels.</summary>
    public required LoadedDataset Clean { get; init; }

    /// <summary>Test images of other classes than the target with a trigger as in training.</summary>
    public required LoadedDataset Seen { get; init; }

    /// <summary>The same images with relatives of the trigger that training did not see; null where the trigger has none.</summary>
    public required LoadedDataset? Unseen { get; init; }

    /// <summary>The same images with a change of the same size that is no relative of the trigger.</summary>
    public required LoadedDataset Control { get; init; }

    public required int Seed { get; init; }
}

/// <summary>Trains a model on the poisoned images and tries the trigger on it.</summary>
/// <param name="trial">Its images can be read until this returns.</param>
/// <param name="options">Jobs and seed of the scan.</param>
/// <param name="progress">Told of long work.</param>
/// <param name="cancellationToken">Stops within a second or so.</param>
public delegate AttackSuccess AttackMeter(AttackTrial trial, ScanOptions options, IScanProgress progress, CancellationToken cancellationToken);
