namespace DatasetGuard.Learning.Repair;

/// <summary>The model cannot be repaired as it was asked for. The message says why, and what to do; names in it are fit to print.</summary>
public sealed class RepairException(string message) : Exception(message)
{
    /// <summary>There is no backdoor to take away.</summary>
    public bool IsForLackOfBackdoor { get; init; }

    /// <summary>Whether there is one could not be told.</summary>
    public bool IsIncomplete { get; init; }
}
