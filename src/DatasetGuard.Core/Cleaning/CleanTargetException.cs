namespace DatasetGuard.Core.Cleaning;

/// <summary>A clean copy cannot be written where it was asked for. The message says why and what to do.</summary>
public sealed class CleanTargetException(string message) : Exception(message);
