using System.Numerics.Tensors;

namespace DatasetGuard.Learning.Training;

/// <summary>How often a network is right about the images of a class, or of all.</summary>
/// <param name="Trained">Images that were trained on.</param>
/// <param name="TrainedRight">Of those.</param>
/// <param name="HeldOut">Images that were not.</param>
/// <param name="HeldOutRight">Of those.</param>
public sealed record ClassAccuracy(int Trained, int TrainedRight, int HeldOut, int HeldOutRight)
{
    /// <summary>Nothing without images.</summary>
    public double? OnTrained => Trained == 0 ? null : (double)TrainedRight / Trained;

    /// <summary>Nothing without images.</summary>
    public double? OnHeldOut => HeldOut == 0 ? null : (double)HeldOutRight / HeldOut;

    internal static ClassAccuracy Of((float[] Logits, int[] Labels) trained, (float[] Logits, int[] Labels) heldOut, int? label)
    {
        var (inside, insideRight) = Count(trained.Logits, trained.Labels, label);
        var (outside, outsideRight) = Count(heldOut.Logits, heldOut.Labels, label);
        return new ClassAccuracy(inside, insideRight, outside, outsideRight);
    }

    private static (int Count, int Right) Count(float[] logits, int[] labels, int? label)
    {
        var (count, right) = (0, 0);
        for (var i = 0; i < labels.Length; i++)
        {
            if (label is not null && labels[i] != label)
                continue;

            var classes = logits.Length / labels.Length;
            count++;
            right += TensorPrimitives.IndexOfMax(logits.AsSpan(i * classes, classes)) == labels[i] ? 1 : 0;
        }

        return (count, right);
    }
}
