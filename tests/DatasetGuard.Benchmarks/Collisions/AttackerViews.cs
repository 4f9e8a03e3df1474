using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Benchmarks.Collisions;

/// <summary>
/// What an attacker optimises who knows the fragility test: the features of a picture and of its shifts by one pixel, its mirror image and its blur, one behind
/// the other, so that every view of the poison meets the same view of the target (expectation over transformations, Athalye et al. 2018, arXiv 1707.07397).
/// </summary>
internal static class AttackerViews
{
    private static readonly (int Left, int Right, int Up, int Down)[] Shifts = [(1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)];

    /// <param name="encoder">Takes pictures (N, C, H, W), gives features (N, D).</param>
    /// <param name="pictures">(N, C, H, W).</param>
    /// <returns>(N, 7 D).</returns>
    public static Tensor Encode(Func<Tensor, Tensor> encoder, Tensor pictures)
    {
        var (height, width) = (pictures.shape[2], pictures.shape[3]);
        var padded = functional.pad(pictures, [1, 1, 1, 1], PaddingModes.Replicate);
        var shifted = Shifts.Select(shift => padded
            .narrow(2, 1 + shift.Down - shift.Up, height)
            .narrow(3, 1 + shift.Right - shift.Left, width));
        var blurred = functional.avg_pool2d(padded, kernel_size: 3, stride: 1);
        return cat([.. shifted.Prepend(pictures).Append(pictures.flip(3)).Append(blurred).Select(encoder)], 1);
    }
}
