namespace DatasetGuard.Core;

/// <summary>Tells faults of a disk from faults of the program.</summary>
internal static class StorageFault
{
    /// <summary>True for what writing throws where the disk is full, a folder is closed or a file may not grow; the last is an argument out of range to the runtime.</summary>
    public static bool Is(Exception error) => error is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value" };
}
