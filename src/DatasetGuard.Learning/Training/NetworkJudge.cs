using System.Numerics.Tensors;
using DatasetGuard.Learning.Membership;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Training;

/// <summary>Asks a network about images, block by block on several threads. The answer does not depend on how many.</summary>
public static class NetworkJudge
{
    /// <param name="network">Is not trained meanwhile.</param>
    /// <param name="images">All.</param>
    /// <param name="rows">Those asked about.</param>
    /// <param name="jobs">Threads.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    /// <returns>Logits, row by row in the order of <paramref name="rows"/>.</returns>
    public static float[] Logits(ConvNetwork network, INetworkInputs images, int[] rows, int jobs, CancellationToken cancellationToken)
    {
        var classes = network.Shape.Classes;
        var result = new float[(long)rows.Length * classes];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellationToken };
        Parallel.For(0, (rows.Length + ConvNetwork.BlockRows - 1) / ConvNetwork.BlockRows, parallel, block =>
        {
            var first = block * ConvNetwork.BlockRows;
            var part = rows.AsSpan(first, Math.Min(ConvNetwork.BlockRows, rows.Length - first));
            network.Evaluate(images, part, first, (at, _, logits) => logits.CopyTo(result.AsSpan(at * classes)));
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
