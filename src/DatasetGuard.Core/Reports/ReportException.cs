namespace DatasetGuard.Core.Reports;

/// <summary>The reports cannot be written. The message says what, where, and what to do.</summary>
public sealed class ReportException(string message, Exception? inner = null) : Exception(message, inner);
