using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DatasetGuard.Learning.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>Asks about plain images, and looks whether the answers are ones.</summary>
internal static class ModelLogits
{
    private const int BatchSize = 64;

    /// <returns>Logits, row by row.</returns>
    /// <exception cref="AuditException">An answer is not finite, or all are the same.</exception>
    public static float[] Of(IDifferentiable model, ByteImages images, int jobs, CancellationToken cancellationToken)
    {
        var outputs = model.Outputs;
        var logits = Ask(model, images, jobs, cancellationToken);
        if (!TensorPrimitives.IsFiniteAll<float>(logits))
            throw new AuditException("The model gives answers that are no finite numbers. Look whether --mean and --std are those that it was trained with, and whether its weights are whole.");

        var first = logits.AsSpan(0, outputs);
        for (var at = outputs; at < logits.Length; at += outputs)
        {
            if (!logits.AsSpan(at, outputs).SequenceEqual(first))
                return logits;
        }

        throw new AuditException("The model says the same of every image. Look whether --mean and --std are those that it was trained with, and whether the file holds trained weights.");
    }

    /// <returns>Logits, row by row, whatever they are.</returns>
    public static float[] Ask(IDifferentiable model, ByteImages images, int jobs, CancellationToken cancellationToken)
    {
        var outputs = model.Outputs;
        var logits = new float[images.Count * outputs];
        ParallelWork.For((images.Count + BatchSize - 1) / BatchSize, jobs, Part, cancellationToken);
        return logits;

        void Part(int block)
        {
            var start = block * BatchSize;
            using var scope = NewDisposeScope();
            using var withoutGraph = no_grad();
            var said = model.Logits(Input(model, images, start, Math.Min(BatchSize, images.Count - start))).contiguous();
            MemoryMarshal.Cast<byte, float>(said.bytes).CopyTo(logits.AsSpan(start * outputs));
        }
    }

    /// <summary>As the model takes them, with channels last in memory: the squares of an audit of CIFAR-10 take 28 s of processor time so, and 65 channel after channel.</summary>
    private static Tensor Input(IDifferentiable model, ByteImages images, int first, int count)
    {
        var input = empty(count, images.Height, images.Width, images.Channels, dtype: ScalarType.Float32);
        var values = MemoryMarshal.Cast<byte, float>(input.bytes);
        var scaled = Enumerable.Range(0, images.Channels).Select(model.InputOf).Select(channel => (Scale: channel.Scale / byte.MaxValue, channel.Offset)).ToArray();
        for (var n = 0; n < count; n++)
        {
            var picture = images[first + n];
            var row = values.Slice(n * images.Length, images.Length);
            for (var at = 0; at < row.Length; at++)
            {
                var (scale, offset) = scaled[at % scaled.Length];
                row[at] = (scale * picture[at]) + offset;
            }
        }

        return input.permute(0, 3, 1, 2);
    }
}
