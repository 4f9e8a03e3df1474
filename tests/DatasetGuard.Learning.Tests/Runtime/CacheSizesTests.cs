using System.Runtime.InteropServices;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Tests.Runtime;

public sealed class CacheSizesTests
{
    private static readonly (int Kernel, int Stride, int Padding)[] Kernels = [(3, 1, 1), (3, 2, 1), (1, 1, 0), (1, 2, 0), (5, 1, 2)];

    public CacheSizesTests() => LibTorch.EnsureLoaded();

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
    public void Convolutions_and_their_slopes_are_those_of_double_precision_on_every_processor(int channels, int width)
    {
        foreach (var kernel in Kernels)
        {
            Compare(channels, width, kernel, channelsComeLast: false);
            Compare(channels, width, kernel, channelsComeLast: true);
        }
    }

    [Fact]
    public void Threads_may_convolve_pictures_of_new_sizes_at_once()
    {
        const int Threads = 4;
        const int Convolutions = 1200;
        var totals = new double[Threads];

        // Where the sizes are wrong the process ends here.
        Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, thread =>
        {
            var random = new Random(thread);
            for (var i = 0; i < Convolutions; i++)
            {
                using var scope = NewDisposeScope();
                var (count, channels, width, side) = (random.Next(1, 33), 16 << random.Next(2), 16 << random.Next(3), random.Next(2, 9));
                var x = ones(count, side, side, channels).permute(0, 3, 1, 2).requires_grad_(true);
                nn.functional.conv2d(x, ones(width, channels, 3, 3), padding: [1, 1]).sum().backward();
                totals[thread] += Values(x.grad![0, 0, 0, 0])[0] - (width * 4);
            }
        });

        totals.Should().OnlyContain(total => total == 0);
    }

    [Fact]
    public void A_library_that_goes_by_real_sizes_stays_as_it_is()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, "oneDNN's table of names is in the library for Linux.");
        var library = Natives.TorchCpu();
        var handle = NativeLibrary.Load(library);

        CacheSizes.Correct(handle, library).Should().BeTrue();
        CacheSizes.Correct(handle, library).Should().BeTrue();
    }

    [Fact]
    public void Of_a_library_without_oneDNN_it_is_not_claimed()
    {
        var library = Natives.C10();

        CacheSizes.Correct(NativeLibrary.Load(library), library).Should().BeFalse();
    }

    private static void Compare(int channels, int width, (int Kernel, int Stride, int Padding) form, bool channelsComeLast)
    {
        var (kernel, stride, padding) = form;
        using var scope = NewDisposeScope();
        var random = new Random(channels);
        Tensor[] inputs = [Drawn(random, 7, channels, 8, 8), Drawn(random, width, channels, kernel, kernel), Drawn(random, width)];
        Tensor[] exact = [.. inputs.Select(input => input.detach().to_type(ScalarType.Float64).requires_grad_(true))];

        var x = channelsComeLast ? inputs[0].permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : inputs[0];
        var result = nn.functional.conv2d(x, inputs[1], inputs[2], strides: [stride, stride], padding: [padding, padding]);
        var expected = nn.functional.conv2d(exact[0], exact[1], exact[2], strides: [stride, stride], padding: [padding, padding]);
        var slope = Drawn(random, result.shape).detach();
        result.mul(slope).sum().backward();
        expected.mul(slope.to_type(ScalarType.Float64)).sum().backward();

        result.shape.Should().Equal(expected.shape);
        foreach (var (own, other) in (IEnumerable<(Tensor, Tensor)>)[(result, expected), .. inputs.Select(input => input.grad!).Zip(exact.Select(input => input.grad!))])
            Values(own).Zip(Values(other)).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-3);
    }

    private static Tensor Drawn(Random random, params long[] shape) => StartWeights.Uniform(random, shape, 1).requires_grad_(true);

    private static double[] Values(Tensor tensor) => MemoryMarshal.Cast<byte, double>(tensor.detach().to_type(ScalarType.Float64).contiguous().bytes).ToArray();
}
