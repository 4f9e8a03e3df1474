using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DatasetGuard.Learning.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Training;

/// <summary>What a step shows the network: pictures that are changed a little, and a mask over their features.</summary>
/// <param name="data">All.</param>
/// <param name="recipe">How much they are changed.</param>
/// <param name="chance">What decides for a purpose of <see cref="Streams.Purpose"/> and a place: the same place changes them in the same way.</param>
internal sealed class StepImages(TrainingImages data, TrainingRecipe recipe, StepImages.Chance chance)
{
    /// <param name="purpose">One of <see cref="Streams.Purpose"/>.</param>
    /// <param name="place">Epoch, batch and so on.</param>
    public delegate Random Chance(int purpose, params ReadOnlySpan<int> place);

    /// <param name="rows">Which images.</param>
    /// <param name="place">Epoch, batch and so on.</param>
    public Tensor Batch(ReadOnlySpan<int> rows, params ReadOnlySpan<int> place)
    {
        if (recipe.Augmentation is { Shift: 0, Flips: false } || data.Images is not ByteImages images)
            return data.Images.Batch(rows);

        var random = chance(Streams.Purpose.Changes, place);
        return images.Batch(rows, (from, to) => recipe.Augmentation.Apply(from, to, images.Width, images.Channels, random));
    }

    /// <summary>Srivastava et al., "Dropout" (JMLR 2014), scaled while training, so that nothing changes when it is asked.</summary>
    public Tensor? Mask(int rows, int features, params ReadOnlySpan<int> place)
    {
        if (recipe.Dropout == 0)
            return null;

        var random = chance(Streams.Purpose.Dropout, place);
        var keep = (float)(1 / (1 - recipe.Dropout));
        var mask = empty(rows, features, dtype: ScalarType.Float32);
        foreach (ref var value in MemoryMarshal.Cast<byte, float>(mask.bytes))
            value = random.NextDouble() < recipe.Dropout ? 0 : keep;

        return mask;
    }

    /// <summary>How many rows are largest where their label is.</summary>
    public static int Hits(Tensor logits, ReadOnlySpan<int> labels)
    {
        var values = MemoryMarshal.Cast<byte, float>(logits.detach().contiguous().bytes);
        var (classes, hits) = (values.Length / labels.Length, 0);
        for (var i = 0; i < labels.Length; i++)
            hits += TensorPrimitives.IndexOfMax(values.Slice(i * classes, classes)) == labels[i] ? 1 : 0;

        return hits;
    }
}
