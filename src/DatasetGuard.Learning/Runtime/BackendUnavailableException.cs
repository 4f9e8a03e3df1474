namespace DatasetGuard.Learning.Runtime;

/// <summary>libtorch cannot be used here. The message is one line: what is missing, where it was looked for, what to do.</summary>
public sealed class BackendUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
