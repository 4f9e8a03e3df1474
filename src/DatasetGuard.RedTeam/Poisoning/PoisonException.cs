namespace DatasetGuard.RedTeam.Poisoning;

/// <summary>The poisoned copy that was asked for cannot be made. The message says what, where, and what to do.</summary>
public sealed class PoisonException(string message, Exception? inner = null) : Exception(message, inner);
