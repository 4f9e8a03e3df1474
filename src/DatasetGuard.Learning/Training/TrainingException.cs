namespace DatasetGuard.Learning.Training;

/// <summary>These images cannot be trained on as it was asked for. The message says why and what to do.</summary>
public sealed class TrainingException(string message) : Exception(message);
