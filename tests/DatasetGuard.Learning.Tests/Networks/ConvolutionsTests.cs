using System.Runtime.InteropServices;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Tests.Networks;

public sealed class ConvolutionsTests
{
    public ConvolutionsTests() => LibTorch.EnsureLoaded();

    [Theory]
    [InlineData(1, 16)]
    [InlineData(1, 1)]
    [InlineData(2, 16)]
    [InlineData(3, 8)]
    [InlineData(6, 16)]
    [InlineData(48, 96)]
    [InlineData(256, 512)]
    [InlineData(3, 64)]
    [InlineData(6, 32)]
    [InlineData(12, 24)]
    [InlineData(20, 50)]
    [InlineData(32, 64)]
    [InlineData(24, 3)]
    [InlineData(16, 1)]
    public void Outputs_and_slopes_are_those_of_double_precision_on_every_processor(int channels, int width)
    {
        foreach (var channelsComeLast in (bool[])[false, true])
        {
            Compare(channels, width, channelsComeLast, Convolutions.Convolve);
            Compare(channels, width, channelsComeLast, Convolutions.InWholeBlocks);
        }
    }

    private delegate Tensor Convolution(Tensor x, Tensor weight, Tensor? bias, long stride, long padding);

    private static void Compare(int channels, int width, bool channelsComeLast, Convolution convolve)
    {
        foreach (var (kernel, stride, padding) in ((int, int, int)[])[(3, 1, 1), (3, 2, 1), (1, 2, 0), (5, 1, 2)])
        {
            using var scope = NewDisposeScope();
            var random = new Random(channels);
            Tensor[] inputs = [Drawn(random, 7, channels, 8, 8), Drawn(random, width, channels, kernel, kernel), Drawn(random, width)];
            Tensor[] exact = [.. inputs.Select(input => input.detach().to_type(ScalarType.Float64).requires_grad_(true))];

            var result = convolve(channelsComeLast ? inputs[0].permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : inputs[0], inputs[1], inputs[2], stride, padding);
            var expected = nn.functional.conv2d(exact[0], exact[1], exact[2], strides: [stride, stride], padding: [padding, padding]);
            var slope = Drawn(random, result.shape).detach();
            result.mul(slope).sum().backward();
            expected.mul(slope.to_type(ScalarType.Float64)).sum().backward();

            result.shape.Should().Equal(expected.shape);
            foreach (var (own, other) in (IEnumerable<(Tensor, Tensor)>)[(result, expected), .. inputs.Select(input => input.grad!).Zip(exact.Select(input => input.grad!))])
                Values(own).Zip(Values(other)).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-3);
        }
    }

    private static Tensor Drawn(Random random, params long[] shape) => StartWeights.Uniform(random, shape, 1).requires_grad_(true);

    private static double[] Values(Tensor tensor) => MemoryMarshal.Cast<byte, double>(tensor.detach().to_type(ScalarType.Float64).contiguous().bytes).ToArray();
}
