using System.Numerics.Tensors;

namespace DatasetGuard.Detection.Features.Surrogates;

/// <summary>What a network says of images that it was not trained on.</summary>
internal sealed class OutOfFold(int rows)
{
    /// <summary>Probability of the label.</summary>
    public float[] LabelProbability { get; } = new float[rows];

    /// <summary>The most probable class.</summary>
    public int[] Predicted { get; } = new int[rows];

    /// <summary>Its probability.</summary>
    public float[] PredictedProbability { get; } = new float[rows];

    public void Receive(int row, ReadOnlySpan<float> logits, int label)
    {
        var probabilities = new float[logits.Length];
        TensorPrimitives.SoftMax(logits, probabilities);
        Predicted[row] = TensorPrimitives.IndexOfMax<float>(probabilities);
        PredictedProbability[row] = probabilities[Predicted[row]];
        LabelProbability[row] = probabilities[label];
    }

    public double Accuracy(int[] labels) => (double)Enumerable.Range(0, labels.Length).Count(row => Predicted[row] == labels[row]) / labels.Length;
}
