namespace DatasetGuard.Core.Reports;

/// <summary>What was to be written cannot be. The message says what, where, and what to do.</summary>
public sealed class ReportException(string message, Exception? inner = null) : Exception(message, inner);
