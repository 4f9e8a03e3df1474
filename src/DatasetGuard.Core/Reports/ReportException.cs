namespace DatasetGuard.Core.Reports;

/// <summary>What was to be written cannot be. The message says what, where, and what to do.</summary>
public sealed class ReportException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True for what writing throws where the disk is full, a folder is closed or a file may not grow; the last is an argument out of range to the runtime.</summary>
    internal static bool IsOfStorage(Exception error) => error is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value" };
}
