namespace DatasetGuard.Learning.Auditing;

/// <summary>The audit as it was asked for would say nothing, or something wrong. The message says why, and what to do; names in it are fit to print.</summary>
public sealed class AuditException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>One side has no image at all.</summary>
    public bool IsForLackOfImages { get; init; }
}
