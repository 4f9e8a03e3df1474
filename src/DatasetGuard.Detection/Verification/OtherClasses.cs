using System.Numerics.Tensors;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Verification;

/// <summary>What a network gives each class that images of other classes show, which it was not trained with.</summary>
internal sealed class OtherClasses
{
    /// <summary>Their probabilities of a thousand classes are eight megabytes.</summary>
    private const int MostAsked = 2_000;

    private readonly ClassRows _rows;
    private readonly Dictionary<int, float[]> _probabilities;

    /// <param name="rows">The images.</param>
    /// <param name="withheld">Those that the network is asked about, in the order of rows; of very many every so manieth is kept.</param>
    public OtherClasses(ClassRows rows, IReadOnlyList<int> withheld)
    {
        _rows = rows;
        var step = Math.Max(1, (withheld.Count + MostAsked - 1) / MostAsked);
        _probabilities = withheld.Where((_, i) => i % step == 0).ToDictionary(row => row, _ => new float[rows.Classes]);
    }

    public void Receive(int row, ReadOnlySpan<float> logits)
    {
        if (_probabilities.TryGetValue(row, out var probabilities))
            TensorPrimitives.SoftMax(logits, probabilities);
    }

    /// <summary>The share of images of other classes that have a lower probability of a class; 1 without any.</summary>
    public double RankOf(int classIndex, double probability)
    {
        float[] others = [.. _probabilities.Where(pair => _rows.Labels[pair.Key] != classIndex).Select(pair => pair.Value[classIndex])];
        return others.Length == 0 ? 1 : (double)others.Count(other => other < probability) / others.Length;
    }
}
