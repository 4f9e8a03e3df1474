using System.Numerics;
using System.Runtime.InteropServices;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Training;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Tests.Training;

public sealed class AdamWTests
{
    public AdamWTests() => LibTorch.EnsureLoaded();

    public static TheoryData<int> Lengths => [1, Vector<float>.Count - 1, Vector<float>.Count, Vector<float>.Count + 1, (3 * Vector<float>.Count) + 2];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Steps_as_the_paper_says(int length)
    {
        using var scope = torch.NewDisposeScope();
        var random = new Random(length);
        var start = Draw(random, length);
        var parameter = torch.tensor(start).requires_grad_(true);
        var optimizer = new AdamW([parameter], weightDecay: 0.1);
        var expected = new ScalarAdamW(start);

        for (var step = 0; step < 5; step++)
        {
            var rate = 0.1 / (step + 1);
            var gradient = Draw(random, length);
            SetGradient(parameter, gradient);

            optimizer.Step(rate);

            expected.Step(gradient, rate, decay: 0.1);
            Raw(parameter).ToArray().Zip(expected.Weights, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(2e-6);
        }
    }

    [Fact]
    public void Leaves_no_gradient_behind()
    {
        using var scope = torch.NewDisposeScope();
        var parameter = torch.tensor(new float[] { 1, 2, 3 }).requires_grad_(true);
        SetGradient(parameter, [4, 5, 6]);

        new AdamW([parameter], weightDecay: 0).Step(0.1);

        Raw(parameter.grad!).ToArray().Should().Equal(0, 0, 0);
    }

    [Fact]
    public void Weights_decay_without_a_slope()
    {
        using var scope = torch.NewDisposeScope();
        var parameter = torch.tensor(new float[] { 8, -4 }).requires_grad_(true);
        SetGradient(parameter, [0, 0]);

        new AdamW([parameter], weightDecay: 0.5).Step(0.25);

        Raw(parameter).ToArray().Should().Equal(7, -3.5f);
    }

    private static void SetGradient(Tensor parameter, float[] gradient)
    {
        if (parameter.grad is null)
            parameter.sum().backward();

        gradient.CopyTo(Raw(parameter.grad!));
    }

    private static float[] Draw(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => (2 * random.NextSingle()) - 1)];

    private static Span<float> Raw(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    /// <summary>Algorithm 2 line by line, in double precision.</summary>
    private sealed class ScalarAdamW(float[] start)
    {
        private readonly double[] _m = new double[start.Length];
        private readonly double[] _v = new double[start.Length];
        private int _t;

        public double[] Weights { get; } = Array.ConvertAll(start, value => (double)value);

        public void Step(float[] gradient, double rate, double decay)
        {
            _t++;
            for (var i = 0; i < Weights.Length; i++)
            {
                _m[i] = (0.9 * _m[i]) + (0.1 * gradient[i]);
                _v[i] = (0.999 * _v[i]) + (0.001 * gradient[i] * gradient[i]);
                var m = _m[i] / (1 - Math.Pow(0.9, _t));
                var v = _v[i] / (1 - Math.Pow(0.999, _t));
                Weights[i] -= rate * ((m / (Math.Sqrt(v) + 1e-8)) + (decay * Weights[i]));
            }
        }
    }
}
