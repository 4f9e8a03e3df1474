namespace DatasetGuard.Learning.Encoders;

/// <summary>The model cannot be used as an encoder. The message says which, why, and what to do; names in it are fit to print.</summary>
public sealed class EncoderException(string message, Exception? cause = null) : Exception(message, cause);
