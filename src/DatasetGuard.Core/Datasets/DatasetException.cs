namespace DatasetGuard.Core.Datasets;

/// <summary>The dataset as a whole cannot be read. The message says what, where, and what to do.</summary>
public sealed class DatasetException(string message, Exception? inner = null) : Exception(message, inner);
