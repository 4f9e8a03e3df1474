using System.Numerics.Tensors;
using DatasetGuard.Core;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Learning.Auditing;

/// <summary>Asks a model about one side, block by block on several threads, and looks whether the answers are ones.</summary>
internal static class ModelAnswers
{
    /// <summary>Whatever the number of threads: an answer may depend on it in the last bit.</summary>
    private const int BlockRows = Networks.ConvNetwork.BlockRows;

    /// <summary>By how much probabilities may miss the sum of 1.</summary>
    private const float Roundness = 1e-3f;

    /// <summary>Where a probability was rounded to 0.</summary>
    private const float LeastProbability = 1e-12f;

    /// <returns>Row by row.</returns>
    /// <exception cref="AuditException">An answer is not finite.</exception>
    public static float[] Of(IClassifier model, AuditSide side, int jobs, IScanProgress progress, CancellationToken cancellationToken)
    {
        var logits = new float[checked(side.Count * model.Outputs)];
        ParallelWork.For((side.Count + BlockRows - 1) / BlockRows, jobs, AskBlock, cancellationToken);
        return logits;

        void AskBlock(int block)
        {
            var first = block * BlockRows;
            var count = Math.Min(BlockRows, side.Count - first);
            var rows = logits.AsSpan(first * model.Outputs, count * model.Outputs);
            model.Ask(side.Views, [.. side.Samples.Skip(first).Take(count)], rows, cancellationToken);
            for (var i = 0; i < count; i++)
                CheckFinite(rows.Slice(i * model.Outputs, model.Outputs), side.Samples[first + i].Id);

            progress.Advance(count);
        }
    }

    /// <exception cref="AuditException">All answers are the same.</exception>
    public static void CheckVaried(float[] members, float[] others, int outputs)
    {
        var first = members.AsSpan(0, outputs);
        foreach (var side in (float[][])[members, others])
        {
            for (var at = 0; at < side.Length; at += outputs)
            {
                if (!side.AsSpan(at, outputs).SequenceEqual(first))
                    return;
            }
        }

        throw new AuditException("The model says the same of every image. Look whether --mean and --std are those that it was trained with, and whether the file holds trained weights.");
    }

    /// <summary>Rows of probabilities become logits, whose softmax they are.</summary>
    /// <returns>Whether they were.</returns>
    public static bool Undo(float[] members, float[] others, int outputs)
    {
        if (!AreProbabilities(members, outputs) || !AreProbabilities(others, outputs))
            return false;

        TakeLogarithms(members);
        TakeLogarithms(others);
        return true;
    }

    /// <summary>Probabilities become logits.</summary>
    internal static void TakeLogarithms(Span<float> probabilities)
    {
        for (var i = 0; i < probabilities.Length; i++)
            probabilities[i] = MathF.Log(Math.Max(probabilities[i], LeastProbability));
    }

    internal static bool AreProbabilities(float[] rows, int outputs)
    {
        for (var at = 0; at < rows.Length; at += outputs)
        {
            var row = rows.AsSpan(at, outputs);
            if (TensorPrimitives.Min<float>(row) < 0 || Math.Abs(TensorPrimitives.Sum<float>(row) - 1) > Roundness)
                return false;
        }

        return true;
    }

    internal static void CheckFinite(ReadOnlySpan<float> row, string id)
    {
        if (!TensorPrimitives.IsFiniteAll(row))
            throw new AuditException($"The model's answer to '{Printable.Text(id)}' is no finite number. Look whether --mean and --std are those that it was trained with, and whether its weights are whole.");
    }
}
