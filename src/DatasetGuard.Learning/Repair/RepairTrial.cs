using DatasetGuard.Core;
using DatasetGuard.Learning.Models;

namespace DatasetGuard.Learning.Repair;

/// <summary>What one method made of a model, measured on images that it did not learn from.</summary>
public sealed record RepairTrial
{
    /// <summary>Of the method, as options and files have it.</summary>
    public required string Method { get; init; }

    /// <summary>What was done, or why nothing was, in a few words fit to print; empty where the name says it.</summary>
    public required string Note { get; init; }

    /// <summary>Clean images that are told right; null where the method does not fit the model.</summary>
    public Proportion? Accuracy { get; init; }

    /// <summary>Images that the reversed trigger still turns, of the one that works best; null where the method does not fit the model.</summary>
    public Proportion? Success { get; init; }

    /// <summary>Wall time. It is no part of the result: the same repair takes another time tomorrow.</summary>
    public double Seconds { get; init; }

    /// <summary>Of the network that it made; none where the method does not fit the model.</summary>
    public IReadOnlyList<SafeTensor> Weights { get; init; } = [];

    /// <summary>The trigger is gone, and clean images are told right nearly as often as before.</summary>
    public bool Serves(Proportion before) => Spares(before) && Success!.Share <= RepairSettings.MostSuccess;

    internal bool Spares(Proportion before) => Accuracy is not null && Accuracy.Share >= before.Share - RepairSettings.MostLoss;
}
