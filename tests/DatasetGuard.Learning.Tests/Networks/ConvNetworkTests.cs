using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Tests.Networks;

public sealed class ConvNetworkTests
{
    public ConvNetworkTests() => LibTorch.EnsureLoaded();

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(3, false)]
    public void Gives_features_and_logits_of_the_shape_it_was_made_with(int channels, bool hasHighPass)
    {
        using var scope = torch.NewDisposeScope();
        var shape = new NetworkShape(channels, hasHighPass, [new ConvBlock(5, true), new ConvBlock(7, false)], Classes: 3);
        using var network = new ConvNetwork(shape, seed: 1);

        var (features, logits) = network.Forward(Stripes.Draw(4, seed: 2, channels, width: 10).Images.Batch([3, 1]));

        shape.Features.Should().Be(14);
        features.shape.Should().Equal(2, 14);
        logits.shape.Should().Equal(2, 3);
        Values(features).Should().OnlyContain(value => value >= 0);
    }

    [Fact]
    public void Features_are_the_mean_and_the_maximum_of_each_channel()
    {
        using var scope = torch.NewDisposeScope();
        using var network = new ConvNetwork(new NetworkShape(1, HasHighPass: false, [new ConvBlock(1, false)], Classes: 2), seed: 1);
        Pass(network, (1, 0), 1);

        var features = Values(network.Forward(Stripes.Draw(1, seed: 3).Images.Batch([0])).Features);

        var pixels = Stripes.Draw(1, seed: 3).Images[0].ToArray().Select(value => Math.Max(0, (value - 120f) / 64)).ToArray();
        features[0].Should().BeApproximately(pixels.Average(), 1e-4f);
        features[1].Should().BeApproximately(pixels.Max(), 1e-4f);
    }

    /// <summary>The only convolution passes one channel of the input, so that the maximum feature is that channel's greatest value.</summary>
    [Fact]
    public void The_high_pass_is_four_times_the_difference_from_the_mean_of_three_by_three()
    {
        using var scope = torch.NewDisposeScope();
        var images = Stripes.Draw(20, seed: 4, channels: 3).Images;
        for (var channel = 0; channel < 3; channel++)
        {
            using var network = new ConvNetwork(new NetworkShape(3, HasHighPass: true, [new ConvBlock(1, false)], Classes: 2), seed: 1);
            Pass(network, (6, 3 + channel), 1);

            var features = Values(network.Forward(images.Batch([.. Enumerable.Range(0, images.Count)])).Features);

            for (var i = 0; i < images.Count; i++)
                features[(2 * i) + 1].Should().BeApproximately(HighPass(images[i], channel).Max(), 1e-3f);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others()
    {
        using ConvNetwork one = new(Stripes.Shape(), seed: 5), same = new(Stripes.Shape(), seed: 5), other = new(Stripes.Shape(), seed: 6);

        Weights(one).Should().Equal(Weights(same)).And.NotEqual(Weights(other));
    }

    [Fact]
    public void Weights_begin_within_one_over_the_root_of_their_inputs()
    {
        using var network = new ConvNetwork(new NetworkShape(3, HasHighPass: true, [new ConvBlock(16, false)], Classes: 5), seed: 1);

        var bounds = new[] { (0, 1 / Math.Sqrt(6 * 9)), (3, 1 / Math.Sqrt(32)) };

        foreach (var (parameter, bound) in bounds)
        {
            var values = Values(network.Parameters[parameter]);
            values.Max(Math.Abs).Should().BeInRange((float)(0.95 * bound), (float)bound);
            values.Average().Should().BeInRange((float)(-0.15 * bound), (float)(0.15 * bound));
        }
    }

    [Fact]
    public void Training_keeps_a_running_mean_of_the_moments_and_asking_changes_nothing()
    {
        var (images, _) = Stripes.Draw(30, seed: 7);
        using var network = new ConvNetwork(Stripes.Shape(), seed: 1);
        var before = Logits(network, images);

        Logits(network, images).Should().Equal(before);
        using (torch.NewDisposeScope())
            network.Forward(images.Batch([.. Enumerable.Range(0, 30)]), isTraining: true);
        var after = Logits(network, images);

        after.Should().NotEqual(before);
        Logits(network, images).Should().Equal(after);
    }

    [Fact]
    public void In_training_a_batch_is_normalised_by_its_own_moments()
    {
        using var scope = torch.NewDisposeScope();
        var (images, _) = Stripes.Draw(8, seed: 8);
        using var network = new ConvNetwork(Stripes.Shape(), seed: 1);
        var all = images.Batch([0, 1, 2, 3, 4, 5, 6, 7]);

        var first = Values(network.Forward(all, isTraining: true).Logits);
        var second = Values(network.Forward(all, isTraining: true).Logits);

        second.Should().Equal(first);
        Logits(network, images).Should().NotEqual(first);
    }

    [Fact]
    public void Evaluates_in_blocks_what_it_says_of_each_image()
    {
        var (images, _) = Stripes.Draw(600, seed: 9);
        using var network = new ConvNetwork(Stripes.Shape(), seed: 1);
        var (features, logits) = (new float[600 * 16], new float[600 * 2]);
        var firsts = new List<int>();

        network.Evaluate(
            images,
            (first, blockFeatures, blockLogits) =>
            {
                firsts.Add(first);
                blockFeatures.CopyTo(features.AsSpan(first * 16));
                blockLogits.CopyTo(logits.AsSpan(first * 2));
            },
            default);

        firsts.Should().Equal(0, 256, 512);
        using var scope = torch.NewDisposeScope();
        using var withoutGraph = torch.no_grad();
        var (expectedFeatures, expectedLogits) = network.Forward(images.Batch([.. Enumerable.Range(0, 600)]));
        ShouldBeNear(features, Values(expectedFeatures), 1e-5);
        ShouldBeNear(logits, Values(expectedLogits), 1e-5);
    }

    [Fact]
    public void A_deep_network_is_asked_about_fewer_images_at_once()
    {
        var (images, _) = Stripes.Draw(70, seed: 9);
        using var network = new ConvNetwork(new NetworkShape(1, HasHighPass: false, [new(4, false), new(6, true, IsResidual: true)], Classes: 2), seed: 1);
        var firsts = new List<int>();

        network.Evaluate(images, (first, _, _) => firsts.Add(first), default);

        firsts.Should().Equal(0, 32, 64);
    }

    /// <summary>As the table of the usual ResNet-18 for CIFAR-10 in PyTorch counts them, without the running moments.</summary>
    [Fact]
    public void A_ResNet_18_has_as_many_parameters_as_elsewhere()
    {
        using var scope = torch.NewDisposeScope();
        var shape = NetworkShape.ResNet18(channels: 3, classes: 10);
        using var network = new ConvNetwork(shape, seed: 1);

        network.Parameters.Sum(parameter => parameter.numel()).Should().Be(11_173_962);
        shape.Features.Should().Be(512);
        shape.LargestSide.Should().Be(64);
        var (features, logits) = network.Forward(Stripes.Draw(2, seed: 1, channels: 3, width: 11).Images.Batch([0, 1]));
        features.shape.Should().Equal(2, 512);
        logits.shape.Should().Equal(2, 10);
    }

    [Theory]
    [InlineData(Normalisation.Batch)]
    [InlineData(Normalisation.Group)]
    public void Its_shape_tells_how_many_numbers_a_file_holds(Normalisation normalisation)
    {
        var shape = new NetworkShape(3, HasHighPass: true, [new(6, false), new(6, false, IsResidual: true), new(10, true, IsResidual: true), new(4, true)], Classes: 3) { Normalisation = normalisation };
        using var network = new ConvNetwork(shape, seed: 1);

        network.State.Sum(part => part.Value.numel()).Should().Be(shape.Numbers);
        network.State.Select(part => part.Name).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void With_normalised_groups_no_image_comes_into_what_is_computed_of_another_while_it_is_trained()
    {
        using var scope = torch.NewDisposeScope();
        var (images, _) = Stripes.Draw(6, seed: 8);
        using ConvNetwork grouped = new(Stripes.Shape() with { Normalisation = Normalisation.Group }, seed: 1), batched = new(Stripes.Shape(), seed: 1);
        float[] First(ConvNetwork network, int[] rows) => Values(network.Forward(images.Batch(rows), isTraining: true).Logits)[..2];

        ShouldBeNear(First(grouped, [0, 1, 2]), First(grouped, [0, 4, 5]), 1e-5);
        First(batched, [0, 1, 2]).Should().NotEqual(First(batched, [0, 4, 5]));
    }

    [Theory]
    [InlineData(16, 4)]
    [InlineData(64, 16)]
    [InlineData(512, 16)]
    [InlineData(3, 1)]
    [InlineData(18, 3)]
    [InlineData(13, 1)]
    public void Groups_have_enough_channels_and_divide_them(int width, int groups) => NormLayer.Groups(width).Should().Be(groups);

    [Fact]
    public void Several_threads_may_ask_at_once_and_hear_the_same()
    {
        var (images, _) = Stripes.Draw(100, seed: 10);
        using var network = new ConvNetwork(Stripes.Shape(), seed: 1);
        var expected = Logits(network, images);
        var heard = new float[8][];

        Parallel.For(0, heard.Length, i => heard[i] = Logits(network, images));

        heard.Should().AllSatisfy(logits => logits.Should().Equal(expected));
    }

    [Fact]
    public void Stops_between_blocks()
    {
        var (images, _) = Stripes.Draw(300, seed: 11);
        using var network = new ConvNetwork(Stripes.Shape(), seed: 1);
        using var source = new CancellationTokenSource();
        var blocks = 0;

        var evaluate = () => network.Evaluate(
            images,
            (_, _, _) =>
            {
                blocks++;
                source.Cancel();
            },
            source.Token);

        evaluate.Should().Throw<OperationCanceledException>();
        blocks.Should().Be(1);
    }

    /// <summary>
    /// Central differences of every parameter. Where a step crosses the kink of a ReLU or of a maximum the two differ, so that only most of them can be
    /// asked to agree, and fewer the more kinks there are; a gradient that is laid out otherwise than its parameter agrees nowhere.
    /// </summary>
    [Theory]
    [InlineData(false, Normalisation.Batch)]
    [InlineData(true, Normalisation.Batch)]
    [InlineData(true, Normalisation.Group)]
    public void The_gradient_of_the_loss_is_its_slope(bool isResidual, Normalisation normalisation)
    {
        var (images, labels) = Stripes.Draw(12, seed: 12, channels: 3);
        var shape = new NetworkShape(3, HasHighPass: true, [new ConvBlock(3, true), new ConvBlock(4, isResidual, isResidual)], Classes: 2) { Normalisation = normalisation };
        using var network = new ConvNetwork(shape, seed: 3);
        using var scope = torch.NewDisposeScope();
        Loss(network, images, labels).backward();

        foreach (var parameter in network.Parameters)
        {
            var gradient = Raw(parameter.grad!).ToArray();
            var slope = Enumerable.Range(0, gradient.Length).Select(at => Slope(network, images, labels, parameter, at)).ToArray();

            TensorPrimitives.CosineSimilarity<float>(gradient, slope).Should().BeGreaterThan(isResidual ? 0.99f : 0.999f, string.Join('x', parameter.shape));
        }
    }

    private static float Slope(ConvNetwork network, ByteImages images, int[] labels, Tensor parameter, int at)
    {
        const float Step = 1e-3f;
        using var withoutGraph = torch.no_grad();
        var value = Raw(parameter)[at];
        Raw(parameter)[at] = value + Step;
        var above = Loss(network, images, labels).item<float>();
        Raw(parameter)[at] = value - Step;
        var below = Loss(network, images, labels).item<float>();
        Raw(parameter)[at] = value;
        return (above - below) / (2 * Step);
    }

    private static Tensor Loss(ConvNetwork network, ByteImages images, int[] labels) => torch.nn.functional.cross_entropy(
        network.Forward(images.Batch([.. Enumerable.Range(0, images.Count)]), isTraining: true).Logits,
        torch.tensor(Array.ConvertAll(labels, label => (long)label)));

    /// <summary>Makes the only convolution pass on one of its input channels, times a factor, as its moments are still 0 and 1.</summary>
    private static void Pass(ConvNetwork network, (int Inputs, int Channel) from, float factor)
    {
        var weights = Raw(network.Parameters[0]);
        weights.Clear();
        weights.Length.Should().Be(from.Inputs * 9);
        weights[(from.Channel * 9) + 4] = factor;
    }

    /// <summary>4 (x - box3(x)) of the normalised image, with zeros around it.</summary>
    private static float[] HighPass(ReadOnlySpan<byte> image, int channel)
    {
        var plane = new float[Stripes.Side, Stripes.Side];
        for (var at = 0; at < plane.Length; at++)
            plane[at / Stripes.Side, at % Stripes.Side] = (image[(at * 3) + channel] - 120f) / 64;

        var result = new float[plane.Length];
        for (var at = 0; at < result.Length; at++)
        {
            var sum = 0f;
            for (var k = 0; k < 9; k++)
            {
                var (y, x) = ((at / Stripes.Side) + (k / 3) - 1, (at % Stripes.Side) + (k % 3) - 1);
                sum += y is >= 0 and < Stripes.Side && x is >= 0 and < Stripes.Side ? plane[y, x] : 0;
            }

            result[at] = 4 * (plane[at / Stripes.Side, at % Stripes.Side] - (sum / 9));
        }

        return result;
    }

    private static float[] Logits(ConvNetwork network, ByteImages images)
    {
        var result = new float[images.Count * network.Shape.Classes];
        network.Evaluate(images, (first, _, logits) => logits.CopyTo(result.AsSpan(first * network.Shape.Classes)), default);
        return result;
    }

    private static void ShouldBeNear(float[] actual, float[] expected, double tolerance)
    {
        actual.Length.Should().Be(expected.Length);
        actual.Zip(expected, (a, b) => (double)Math.Abs(a - b)).Max().Should().BeLessThan(tolerance);
    }

    private static float[] Weights(ConvNetwork network) => [.. network.Parameters.SelectMany(Values)];

    private static float[] Values(Tensor tensor)
    {
        using var contiguous = tensor.detach().contiguous();
        return Raw(contiguous).ToArray();
    }

    private static Span<float> Raw(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
