namespace DatasetGuard.Learning.Training;

/// <summary>Where training stands after a step.</summary>
/// <param name="Epoch">From 0 on.</param>
/// <param name="Images">Seen in this step.</param>
/// <param name="Loss">Mean over the steps of the epoch so far.</param>
/// <param name="Accuracy">The same of what was shown.</param>
public readonly record struct TrainingProgress(int Epoch, int Images, double Loss, double Accuracy);
