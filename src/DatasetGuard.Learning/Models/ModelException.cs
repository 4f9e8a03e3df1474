namespace DatasetGuard.Learning.Models;

/// <summary>A model file is not there, is none, or does not fit. The message says which and why.</summary>
public sealed class ModelException(string message, Exception? inner = null) : Exception(message, inner);
