using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DatasetGuard.Learning.Membership;
using DatasetGuard.Learning.Networks;
using static TorchSharp.torch;

namespace DatasetGuard.Learning.Training;

/// <summary>Asks a network about images, block by block on several threads. The answer does not depend on how many.</summary>
public static class NetworkJudge
{
    private const int BlockRows = 256;

    /// <param name="network">Is not trained meanwhile.</param>
    /// <param name="images">All.</param>
    /// <param name="rows">Those asked about.</param>
    /// <param name="jobs">Threads.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    /// <returns>Logits, row by row in the order of <paramref name="rows"/>.</returns>
    public static float[] Logits(ConvNetwork network, ByteImages images, int[] rows, int jobs, CancellationToken cancellationToken)
    {
        var classes = network.Shape.Classes;
        var result = new float[(long)rows.Length * classes];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellationToken };
        Parallel.For(0, (rows.Length + BlockRows - 1) / BlockRows, parallel, block =>
        {
            using var withoutGraph = no_grad();
            using var scope = NewDisposeScope();
            var part = rows.AsSpan(block * BlockRows, Math.Min(BlockRows, rows.Length - (block * BlockRows)));
            var (_, logits) = network.Forward(images.Batch(part));
            MemoryMarshal.Cast<byte, float>(logits.contiguous().bytes).CopyTo(result.AsSpan(block * BlockRows * classes));
        });
        return result;
    }

    /// <summary>The share that is right, and the mean cross-entropy.</summary>
    /// <param name="logits">Row by row.</param>
    /// <param name="labels">Of each row; at least one.</param>
    public static (double Accuracy, double Loss) Judge(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        var classes = logits.Length / labels.Length;
        var (hits, loss) = (0, 0.0);
        for (var i = 0; i < labels.Length; i++)
        {
            var row = logits.Slice(i * classes, classes);
            hits += TensorPrimitives.IndexOfMax(row) == labels[i] ? 1 : 0;
            loss += SoftmaxMeasures.CrossEntropy(row, labels[i]);
        }

        return ((double)hits / labels.Length, loss / labels.Length);
    }
}
