using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DatasetGuard.Learning.Losses;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Training;

/// <summary>One step down the gradient of one batch.</summary>
internal sealed class TrainingStep(TrainingImages data, TrainingRecipe recipe, StageState state)
{
    private readonly Dictionary<int, int> _targetRow = data.Targets is null ? [] : data.Training.Select((row, i) => (row, i)).ToDictionary(pair => pair.row, pair => pair.i);

    /// <summary>The loss, and how many of the batch were right.</summary>
    public (double Loss, int Hits) Run(ReadOnlySpan<int> rows, int epoch, int batch, double rate)
    {
        using var scope = NewDisposeScope();
        var images = data.Images.Batch(rows, Change(epoch, batch));
        var mask = Mask(rows.Length, epoch, batch);
        var (features, logits) = state.Network.Forward(images, isTraining: true, mask);
        var loss = state.Loss.forward(Batch(rows, features, logits));
        loss.backward();
        state.Step(rate);
        return (TensorMath.Value(loss), Hits(logits, rows));
    }

    private LossBatch Batch(ReadOnlySpan<int> rows, Tensor features, Tensor logits)
    {
        var labels = new long[rows.Length];
        var weights = data.Weights is null ? null : new float[rows.Length];
        var targetRows = new int[data.Targets is null ? 0 : rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            labels[i] = data.Labels[rows[i]];
            if (weights is not null)
                weights[i] = data.Weights![rows[i]];
            if (data.Targets is not { } taught)
                continue;

            targetRows[i] = _targetRow[rows[i]];
            labels[i] = TensorPrimitives.IndexOfMax(taught[targetRows[i]]);
        }

        return new LossBatch
        {
            Labels = tensor(labels, [labels.Length]),
            Embeddings = features,
            Logits = logits,
            SoftTargets = data.Targets?.Batch(targetRows),
            Weights = weights,
        };
    }

    private Action<ReadOnlySpan<byte>, Span<byte>>? Change(int epoch, int batch)
    {
        if (recipe.Augmentation is { Shift: 0, Flips: false })
            return null;

        var random = Streams.For(recipe.Seed, Streams.Purpose.Changes, epoch, batch);
        return (from, to) => recipe.Augmentation.Apply(from, to, data.Images.Width, data.Images.Channels, random);
    }

    /// <summary>Srivastava et al., "Dropout" (JMLR 2014), scaled while training, so that nothing changes when it is asked.</summary>
    private Tensor? Mask(int rows, int epoch, int batch)
    {
        if (recipe.Dropout == 0)
            return null;

        var random = Streams.For(recipe.Seed, Streams.Purpose.Dropout, epoch, batch);
        var keep = (float)(1 / (1 - recipe.Dropout));
        var mask = empty(rows, state.Network.Shape.Features, dtype: ScalarType.Float32);
        foreach (ref var value in MemoryMarshal.Cast<byte, float>(mask.bytes))
            value = random.NextDouble() < recipe.Dropout ? 0 : keep;

        return mask;
    }

    private int Hits(Tensor logits, ReadOnlySpan<int> rows)
    {
        var values = MemoryMarshal.Cast<byte, float>(logits.detach().contiguous().bytes);
        var (classes, hits) = (state.Network.Shape.Classes, 0);
        for (var i = 0; i < rows.Length; i++)
            hits += TensorPrimitives.IndexOfMax(values.Slice(i * classes, classes)) == data.Labels[rows[i]] ? 1 : 0;

        return hits;
    }
}
