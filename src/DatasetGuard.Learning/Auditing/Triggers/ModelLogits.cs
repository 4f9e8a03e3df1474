using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DatasetGuard.Learning.Networks;
using static TorchSharp.torch;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>Asks about plain images, and looks whether the answers are ones.</summary>
internal static class ModelLogits
{
    private const int BatchSize = 64;

    /// <exception cref="AuditException">An answer is not finite, or all are the same.</exception>
    public static float[] Of(IDifferentiable model, ByteImages images, int jobs, CancellationToken cancellationToken)
    {
        var outputs = model.Outputs;
        var logits = new float[images.Count * outputs];
        var nothing = new Stamp(new float[images.Height * images.Width], new float[images.Length]);
        ParallelWork.For((images.Count + BatchSize - 1) / BatchSize, jobs, Ask, cancellationToken);
        if (!TensorPrimitives.IsFiniteAll<float>(logits))
            throw new AuditException("The model gives answers that are no finite numbers. Look whether --mean and --std are those that it was trained with, and whether its weights are whole.");

        var first = logits.AsSpan(0, outputs);
        for (var at = outputs; at < logits.Length; at += outputs)
        {
            if (!logits.AsSpan(at, outputs).SequenceEqual(first))
                return logits;
        }

        throw new AuditException("The model says the same of every image. Look whether --mean and --std are those that it was trained with, and whether the file holds trained weights.");

        void Ask(int block)
        {
            var start = block * BatchSize;
            using var scope = NewDisposeScope();
            using var withoutGraph = no_grad();
            StampedPicture[] part = [.. Enumerable.Range(start, Math.Min(BatchSize, images.Count - start)).Select(row => new StampedPicture(row, row))];
            var said = model.Logits(new StampedBatch(images, model).Make(part, nothing)).contiguous();
            MemoryMarshal.Cast<byte, float>(said.bytes).CopyTo(logits.AsSpan(start * outputs));
        }
    }
}
