using System.Numerics.Tensors;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>Values from 0 to 1 that go down a slope: (tanh r + 1) / 2 of numbers without bounds (Wang et al., "Neural Cleanse", section V.A).</summary>
internal sealed class SquashedValues
{
    // Beginning nearer to 0 or 1, a value would hardly have a slope.
    private const float Widest = 0.99f;

    private readonly float[] _roots;
    private readonly Adam _step;

    public SquashedValues(int count, Random random)
    {
        (_roots, Values, Slope, _step) = (new float[count], new float[count], new float[count], new Adam(count));
        foreach (ref var root in _roots.AsSpan())
            root = MathF.Atanh(((2 * random.NextSingle()) - 1) * Widest);

        Squash();
    }

    public float[] Values { get; }

    /// <summary>Of the loss, by each value; used up by <see cref="Descend"/>.</summary>
    public float[] Slope { get; }

    public void Descend(double rate)
    {
        // d/dr (tanh r + 1) / 2 = 2 v (1 - v)
        for (var i = 0; i < Slope.Length; i++)
            Slope[i] *= 2 * Values[i] * (1 - Values[i]);

        _step.Step(_roots, Slope, rate);
        Squash();
    }

    private void Squash()
    {
        TensorPrimitives.Tanh(_roots, Values);
        TensorPrimitives.Add(Values, 1f, Values);
        TensorPrimitives.Multiply(Values, 0.5f, Values);
    }
}
