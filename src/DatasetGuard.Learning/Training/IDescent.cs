namespace DatasetGuard.Learning.Training;

/// <summary>Goes down the gradient of parameters.</summary>
internal interface IDescent
{
    /// <summary>How far it has come, to be kept and set again with <see cref="Moments"/>.</summary>
    int Steps { get; set; }

    /// <summary>What it remembers of earlier gradients.</summary>
    IReadOnlyList<float[]> Moments { get; }

    /// <summary>One step down the gradient, which is zero afterwards.</summary>
    void Step(double rate);
}
