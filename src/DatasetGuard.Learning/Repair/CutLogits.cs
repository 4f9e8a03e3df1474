using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DatasetGuard.Core;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Repair;

/// <summary>What a network says of pictures while one channel of its last convolution after another is cut off: the last layer by hand, on features that are known.</summary>
internal sealed class CutLogits
{
    private readonly float[] _features;
    private readonly float[] _weights;
    private readonly float[] _logits;
    private readonly NetworkShape _shape;

    /// <param name="network">Whose last layer is taken.</param>
    /// <param name="features">Row by row.</param>
    public CutLogits(ConvNetwork network, float[] features)
    {
        (_features, _shape) = (features, network.Shape);
        _weights = Values(network, "head.weight");
        var bias = Values(network, "head.bias");
        _logits = new float[features.Length / _shape.Features * _shape.Classes];
        for (var at = 0; at < _logits.Length; at++)
        {
            var (row, label) = Math.DivRem(at, _shape.Classes);
            _logits[at] = bias[label] + TensorPrimitives.Dot(features.AsSpan(row * _shape.Features, _shape.Features), Weights(label));
        }
    }

    /// <summary>Row by row.</summary>
    public IReadOnlyList<float> Logits => _logits;

    private int Rows => _logits.Length / _shape.Classes;

    public void Cut(int channel)
    {
        for (var at = 0; at < _logits.Length; at++)
        {
            var (row, label) = Math.DivRem(at, _shape.Classes);
            for (var feature = channel; feature < _shape.Features; feature += _shape.Blocks[^1].Width)
                _logits[at] -= _features[(row * _shape.Features) + feature] * Weights(label)[feature];
        }
    }

    /// <summary>How many rows are largest where their label is.</summary>
    public Proportion Right(IReadOnlyList<int> labels) => new(Enumerable.Range(0, Rows).Count(row => Said(row) == labels[row]), Rows);

    /// <summary>How many rows are largest where a class is.</summary>
    public Proportion TakenFor(int label) => new(Enumerable.Range(0, Rows).Count(row => Said(row) == label), Rows);

    private int Said(int row) => TensorPrimitives.IndexOfMax(_logits.AsSpan(row * _shape.Classes, _shape.Classes));

    private ReadOnlySpan<float> Weights(int label) => _weights.AsSpan(label * _shape.Features, _shape.Features);

    private static float[] Values(ConvNetwork network, string name) =>
        MemoryMarshal.Cast<byte, float>(network.State.Single(part => part.Name == name).Value.bytes).ToArray();
}
