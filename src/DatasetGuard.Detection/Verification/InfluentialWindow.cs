using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DatasetGuard.Detection.Features.Surrogates;
using DatasetGuard.Learning.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Detection.Verification;

/// <summary>Finds the small square of an image that its class hangs on: proposed by the gradient, confirmed by blurring it away.</summary>
/// <remarks>The gradient costs two passes through the network where sliding a blurred square over the image costs hundreds.</remarks>
internal static class InfluentialWindow
{
    private const int BlurRadius = 4;
    private const int Candidates = 2;

    /// <param name="network">The surrogate.</param>
    /// <param name="images">All of one class.</param>
    /// <param name="label">That class.</param>
    /// <param name="side">Side of the square in pixels.</param>
    /// <returns>The left top corner for each image.</returns>
    public static (int X, int Y)[] Find(ConvNetwork network, ByteImages images, int label, int side)
    {
        var blurred = Blurred(images);
        var gradients = Gradients(network, images, label).Zip(Gradients(network, Between(images, blurred), label), Sum).ToArray();
        var corners = new (int X, int Y)[images.Count * Candidates];
        var occluded = new ByteImages(corners.Length, images.Height, images.Width, images.Channels);
        for (var i = 0; i < images.Count; i++)
        {
            var best = BestWindows(Influence(images[i], blurred[i], gradients[i]), images, side);
            for (var k = 0; k < Candidates; k++)
            {
                corners[(i * Candidates) + k] = best[k];
                images[i].CopyTo(occluded[(i * Candidates) + k]);
                Transplant.CopyWindow(blurred[i], occluded[(i * Candidates) + k], images, best[k], side);
            }
        }

        var margins = new float[corners.Length];
        network.Evaluate(
            occluded,
            (first, _, logits) =>
            {
                var classes = network.Shape.Classes;
                for (var i = 0; i < logits.Length / classes; i++)
                    margins[first + i] = LabelMargin.Of(logits.Slice(i * classes, classes), label);
            },
            CancellationToken.None);

        // Of the windows of an image the one without which the class is furthest gone.
        return [.. Enumerable.Range(0, images.Count).Select(i => corners[Enumerable.Range(i * Candidates, Candidates).MinBy(at => margins[at])])];
    }

    private static ByteImages Blurred(ByteImages images)
    {
        var result = new ByteImages(images.Count, images.Height, images.Width, images.Channels);
        for (var i = 0; i < images.Count; i++)
        {
            var blurred = BoxBlur.Apply(images[i], images, BlurRadius);
            for (var at = 0; at < blurred.Length; at++)
                result[i][at] = (byte)MathF.Round(blurred[at]);
        }

        return result;
    }

    private static ByteImages Between(ByteImages images, ByteImages blurred)
    {
        var result = new ByteImages(images.Count, images.Height, images.Width, images.Channels);
        for (var i = 0; i < images.Count; i++)
        {
            for (var at = 0; at < images.Length; at++)
                result[i][at] = (byte)((images[i][at] + blurred[i][at] + 1) / 2);
        }

        return result;
    }

    /// <summary>The slope of each image's label margin, pixel by pixel with channels side by side.</summary>
    private static List<float[]> Gradients(ConvNetwork network, ByteImages images, int label)
    {
        using var scope = NewDisposeScope();
        var batch = images.Batch([.. Enumerable.Range(0, images.Count)]).requires_grad_(true);
        var (_, logits) = network.Forward(batch);
        var margins = logits.mul(MarginWeights(logits, label)).sum();
        var slope = autograd.grad([margins], [batch])[0].permute(0, 2, 3, 1).contiguous();
        var values = MemoryMarshal.Cast<byte, float>(slope.bytes);
        var result = new List<float[]>(images.Count);
        for (var i = 0; i < images.Count; i++)
            result.Add(values.Slice(i * images.Length, images.Length).ToArray());

        return result;
    }

    /// <summary>1 at the label, -1 at the best other class.</summary>
    private static Tensor MarginWeights(Tensor logits, int label)
    {
        var weights = zeros_like(logits);
        var classes = (int)logits.shape[1];
        var values = MemoryMarshal.Cast<byte, float>(logits.detach().contiguous().bytes);
        var target = MemoryMarshal.Cast<byte, float>(weights.bytes);
        for (var first = 0; first < values.Length; first += classes)
        {
            var row = values.Slice(first, classes).ToArray();
            row[label] = float.NegativeInfinity;
            target[first + label] = 1;
            target[first + TensorPrimitives.IndexOfMax<float>(row)] = -1;
        }

        return weights;
    }

    private static float[] Sum(float[] first, float[] second)
    {
        TensorPrimitives.Add<float>(first, second, first);
        return first;
    }

    /// <summary>To first order, what blurring a pixel takes from the margin.</summary>
    private static float[] Influence(ReadOnlySpan<byte> image, ReadOnlySpan<byte> blurred, float[] gradient)
    {
        for (var i = 0; i < gradient.Length; i++)
            gradient[i] *= image[i] - blurred[i];

        return gradient;
    }

    /// <summary>The two squares of greatest sum that do not overlap; the second is the first again where the image has no room.</summary>
    private static (int X, int Y)[] BestWindows(float[] influence, ByteImages images, int side)
    {
        var sums = WindowSums(influence, images, side);
        var columns = images.Width - side + 1;
        var first = TensorPrimitives.IndexOfMax<float>(sums);
        var (x, y) = (first % columns, first / columns);
        for (var at = 0; at < sums.Length; at++)
        {
            if (Math.Abs((at % columns) - x) < side && Math.Abs((at / columns) - y) < side)
                sums[at] = float.NegativeInfinity;
        }

        var second = TensorPrimitives.IndexOfMax<float>(sums);
        return [(x, y), float.IsNegativeInfinity(sums[second]) ? (x, y) : (second % columns, second / columns)];
    }

    private static float[] WindowSums(float[] influence, ByteImages images, int side)
    {
        var (rows, columns, channels) = (images.Height - side + 1, images.Width - side + 1, images.Channels);
        var sums = new float[rows * columns];
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var sum = 0f;
                for (var line = y; line < y + side; line++)
                    sum += TensorPrimitives.Sum(influence.AsSpan(((line * images.Width) + x) * channels, side * channels));

                sums[(y * columns) + x] = sum;
            }
        }

        return sums;
    }
}
