using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DatasetGuard.Learning.Losses;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Training.Privacy;

/// <summary>
/// One step of DP-SGD: Abadi et al. (CCS 2016), algorithm 1. The gradient of each image is taken alone and shortened to <see cref="DifferentialPrivacy.ClipNorm"/>, the sum gets
/// normal noise, and is divided by the number of images that a batch is expected to have.
/// </summary>
/// <remarks>
/// The network must not let one image into what is computed of another, as batch normalisation does. Images are dealt out to a fixed number of sums, so that these are the same on any
/// number of threads.
/// </remarks>
internal sealed class PrivateStep(TrainingImages data, TrainingRecipe recipe, StageState state, PrivatePlan plan)
{
    private const int Sums = 8;

    private readonly StepImages _images = new(data, recipe);
    private readonly Tensor[] _parameters = [.. state.Network.Parameters];
    private readonly int _length = checked((int)state.Network.Parameters.Sum(parameter => parameter.numel()));

    /// <summary>The loss summed over the batch before the step, and how many of it were right. Neither is private.</summary>
    public (double Loss, int Hits) Run(int[] rows, int epoch, int batch, double rate, CancellationToken cancellationToken)
    {
        var (sum, loss, hits) = Sum(rows, epoch, batch, cancellationToken);
        TensorPrimitives.Add<float>(sum, Noise(state.Steps), sum);
        TensorPrimitives.Multiply(sum, (float)(1 / plan.ExpectedBatch), sum);
        state.Step(rate, sum);
        return (loss, hits);
    }

    /// <summary>The gradients of the images, each shortened, without noise.</summary>
    internal (float[] Gradient, double Loss, int Hits) Sum(int[] rows, int epoch, int batch, CancellationToken cancellationToken)
    {
        var sums = new (float[] Gradient, double Loss, int Hits)[Math.Min(Sums, rows.Length)];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = recipe.Jobs, CancellationToken = cancellationToken };
        Parallel.For(0, sums.Length, parallel, first =>
        {
            var (gradient, loss, hits) = (new float[_length], 0.0, 0);
            for (var place = first; place < rows.Length; place += Sums)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (cost, isHit) = Add(rows[place], epoch, batch, place, gradient);
                (loss, hits) = (loss + cost, hits + (isHit ? 1 : 0));
            }

            sums[first] = (gradient, loss, hits);
        });

        var total = new float[_length];
        foreach (var (gradient, _, _) in sums)
            TensorPrimitives.Add<float>(total, gradient, total);

        return (total, sums.Sum(sum => sum.Loss), sums.Sum(sum => sum.Hits));
    }

    /// <summary>g min(1, C / |g|); an image whose gradient is not finite adds nothing.</summary>
    internal static void AddClipped(ReadOnlySpan<float> gradient, double clipNorm, Span<float> sum)
    {
        var length = TensorPrimitives.Norm(gradient);
        if (float.IsFinite(length))
            TensorPrimitives.MultiplyAdd(gradient, (float)Math.Min(1, clipNorm / Math.Max(length, float.Epsilon)), sum, sum);
    }

    private (double Loss, bool IsHit) Add(int row, int epoch, int batch, int place, float[] sum)
    {
        using var scope = NewDisposeScope();
        var (_, logits) = state.Network.Forward(_images.Batch([row], epoch, batch, place), isTraining: true, _images.Mask(1, state.Network.Shape.Features, epoch, batch, place));
        var cost = nn.functional.cross_entropy(logits, tensor((long[])[data.Labels[row]]));
        var gradient = new float[_length];
        var at = 0;
        foreach (var part in autograd.grad([cost], _parameters))
        {
            var values = MemoryMarshal.Cast<byte, float>(part.contiguous().bytes);
            values.CopyTo(gradient.AsSpan(at));
            at += values.Length;
        }

        AddClipped(gradient, plan.ClipNorm, sum);
        return (TensorMath.Value(cost), StepImages.Hits(logits, [data.Labels[row]]) == 1);
    }

    /// <summary>N(0, (sigma C)^2) for each number of the gradient.</summary>
    internal float[] Noise(int step)
    {
        var noise = new double[_length];
        state.Secret!.Normal(SecretStream.Purpose.Noise, step, noise);
        var deviation = plan.NoiseMultiplier * plan.ClipNorm;
        return Array.ConvertAll(noise, value => (float)(deviation * value));
    }
}
