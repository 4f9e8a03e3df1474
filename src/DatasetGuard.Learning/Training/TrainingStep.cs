using System.Numerics.Tensors;
using DatasetGuard.Learning.Losses;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Training;

/// <summary>One step down the gradient of one batch.</summary>
internal sealed class TrainingStep(TrainingImages data, TrainingRecipe recipe, StageState state)
{
    private readonly StepImages _images = new(data, recipe, (purpose, place) => Streams.For(recipe.Seed, [purpose, .. place]));
    private readonly Dictionary<int, int> _targetRow = data.Targets is null ? [] : data.Training.Select((row, i) => (row, i)).ToDictionary(pair => pair.row, pair => pair.i);

    /// <summary>The loss, and how many of the batch were right.</summary>
    public (double Loss, int Hits) Run(int[] rows, int epoch, int batch, double rate)
    {
        using var scope = NewDisposeScope();
        var mask = _images.Mask(rows.Length, state.Network.Shape.Features, epoch, batch);
        var (features, logits) = state.Network.Forward(_images.Batch(rows, epoch, batch), isTraining: true, mask);
        var loss = state.Loss.Sum.forward(Batch(rows, features, logits));
        loss.backward();
        state.Step(rate);
        return (TensorMath.Value(loss), StepImages.Hits(logits, Array.ConvertAll(rows, row => data.Labels[row])));
    }

    private LossBatch Batch(int[] rows, Tensor features, Tensor logits)
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
}
