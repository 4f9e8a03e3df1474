using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DatasetGuard.Learning.Losses;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Training.Privacy;

/// <summary>
/// One step of DP-SGD: Abadi et al. (CCS 2016), algorithm 1. The gradient of each image is taken alone and shortened to <see cref="DifferentialPrivacy.ClipNorm"/>, the sum gets
/// noise of normal shape, and is divided by the number of images that a batch is expected to have.
/// </summary>
/// <remarks>
/// The network must not let one image into what is computed of another, as batch normalisation does. Sum and noise are whole numbers, which are the same on any number of threads, and in
/// which nothing is given away by rounding; only what has its noise becomes floating point.
/// </remarks>
internal sealed class PrivateStep(TrainingImages data, TrainingRecipe recipe, StageState state, PrivatePlan plan)
{
    private readonly StepImages _images = new(data, recipe, (purpose, place) => new SecretRandom(new SecretWords(
        state.Secret!, purpose == Streams.Purpose.Changes ? SecretStream.Purpose.Changes : SecretStream.Purpose.Dropout, state.Steps, place[0])));
    private readonly Tensor[] _parameters = [.. state.Network.Parameters];
    private readonly GradientUnits _units = GradientUnits.Of(plan.NoiseMultiplier, plan.ClipNorm);
    private readonly int _length = checked((int)state.Network.Parameters.Sum(parameter => parameter.numel()));

    /// <summary>The loss summed over the batch before the step, and how many of it were right. Neither is private.</summary>
    public (double Loss, int Hits) Run(int[] rows, double rate, CancellationToken cancellationToken)
    {
        var (sum, loss, hits) = Sum(rows, cancellationToken);
        TensorPrimitives.Add<long>(sum, Noise(state.Steps), sum);
        state.Step(rate, Array.ConvertAll(sum, count => (float)(count * _units.Unit / plan.ExpectedBatch)));
        return (loss, hits);
    }

    /// <summary>The gradients of the images, each shortened, without noise, in units.</summary>
    internal (long[] Gradient, double Loss, int Hits) Sum(int[] rows, CancellationToken cancellationToken)
    {
        var (total, gate) = (new long[_length], new Lock());
        var said = new (double Loss, bool IsHit)[rows.Length];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = recipe.Jobs, CancellationToken = cancellationToken };
        Parallel.For(0, rows.Length, parallel, () => new long[_length], (place, _, sum) =>
        {
            said[place] = Add(rows[place], place, sum);
            return sum;
        }, sum =>
        {
            lock (gate)
                TensorPrimitives.Add<long>(total, sum, total);
        });
        return (total, said.Sum(one => one.Loss), said.Count(one => one.IsHit));
    }

    private (double Loss, bool IsHit) Add(int row, int place, long[] sum)
    {
        using var scope = NewDisposeScope();
        var (_, logits) = state.Network.Forward(_images.Batch([row], place), isTraining: true, _images.Mask(1, state.Network.Shape.Features, place));
        var cost = nn.functional.cross_entropy(logits, tensor((long[])[data.Labels[row]]));
        var gradient = new float[_length];
        var at = 0;
        foreach (var part in autograd.grad([cost], _parameters))
        {
            var values = MemoryMarshal.Cast<byte, float>(part.contiguous().bytes);
            values.CopyTo(gradient.AsSpan(at));
            at += values.Length;
        }

        _units.AddClipped(gradient, sum);
        return (TensorMath.Value(cost), StepImages.Hits(logits, [data.Labels[row]]) == 1);
    }

    /// <summary>One for each number of the gradient, of deviation sigma C, in units.</summary>
    internal long[] Noise(int step)
    {
        var gaussian = new DiscreteGaussian(new SecretWords(state.Secret!, SecretStream.Purpose.Noise, step), GradientUnits.DeviationBits);
        var noise = new long[_length];
        for (var i = 0; i < noise.Length; i++)
            noise[i] = gaussian.Next();

        return noise;
    }
}
