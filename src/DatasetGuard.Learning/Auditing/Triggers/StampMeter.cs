using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DatasetGuard.Learning.Networks;
using static TorchSharp.torch;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>Tries a stamp on pictures.</summary>
internal static class StampMeter
{
    private const int BatchSize = 64;

    /// <param name="model">What is asked.</param>
    /// <param name="images">All.</param>
    /// <param name="pictures">Those that get the stamp; at least one.</param>
    /// <param name="stamp">What they get.</param>
    /// <param name="target">Into which class it turns them.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    public static StampEffect Measure(
        IDifferentiable model, ByteImages images, IReadOnlyList<StampedPicture> pictures, Stamp stamp, int target, CancellationToken cancellationToken)
    {
        var batch = new StampedBatch(images, model);
        var (hits, change) = (0, 0.0);
        var mean = new double[images.Length];
        for (var first = 0; first < pictures.Count; first += BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            StampedPicture[] part = [.. pictures.Skip(first).Take(BatchSize)];
            using var scope = NewDisposeScope();
            using var withoutGraph = no_grad();
            var said = MemoryMarshal.Cast<byte, float>(model.Logits(batch.Make(part, stamp)).contiguous().bytes);
            for (var n = 0; n < part.Length; n++)
            {
                hits += TensorPrimitives.IndexOfMax(said.Slice(n * model.Outputs, model.Outputs)) == target ? 1 : 0;
                var own = batch.ChangeOf(part[n], stamp);
                change += TensorPrimitives.Norm(own);
                for (var i = 0; i < mean.Length; i++)
                    mean[i] += own[i];
            }
        }

        // The root of the channels makes a gray picture and the same one in colour equal.
        return new StampEffect(
            (double)hits / pictures.Count,
            change / pictures.Count / Math.Sqrt(images.Channels),
            Array.ConvertAll(mean, sum => (float)(sum / pictures.Count)));
    }
}
