namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>Kingma and Ba, "Adam" (2015, arXiv 1412.6980), algorithm 1, with the moments of Neural Cleanse: 0.5 and 0.9.</summary>
internal sealed class Adam(int length)
{
    private const float Beta1 = 0.5f;
    private const float Beta2 = 0.9f;
    private const float Epsilon = 1e-8f;

    private readonly float[] _first = new float[length];
    private readonly float[] _second = new float[length];
    private int _step;

    public void Step(Span<float> values, ReadOnlySpan<float> slope, double rate)
    {
        _step++;
        var size = (float)(rate / (1 - Math.Pow(Beta1, _step)));
        var correction = (float)(1 / (1 - Math.Pow(Beta2, _step)));
        for (var i = 0; i < values.Length; i++)
        {
            _first[i] = (Beta1 * _first[i]) + ((1 - Beta1) * slope[i]);
            _second[i] = (Beta2 * _second[i]) + ((1 - Beta2) * slope[i] * slope[i]);
            values[i] -= size * _first[i] / (MathF.Sqrt(_second[i] * correction) + Epsilon);
        }
    }
}
