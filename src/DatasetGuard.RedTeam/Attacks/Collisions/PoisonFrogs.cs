using System.Numerics.Tensors;
using DatasetGuard.Core.Imaging;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.RedTeam.Attacks.Collisions;

/// <summary>Base images that keep their look and their right label and have the features of a target, so that a head trained on them calls the target by their label.</summary>
/// <remarks>
/// Shafahi et al., "Poison Frogs! Targeted Clean-Label Poisoning Attacks on Neural Networks" (NeurIPS 2018, arXiv 1804.00792), equation (1),
/// p = argmin |f(x) - f(t)|^2 + beta |x - b|^2, by its algorithm 1, forward-backward splitting: a gradient step on the first term, x' = x - s grad, then the
/// exact step on the second, x = (x' + s beta b) / (1 + s beta). Here the first term is over its value at the base and the second is the mean
/// over the pixels over 100, in gray levels, so that beta means the same for every encoder and size. A step that does not lower the sum is taken
/// back and halved.
/// </remarks>
public sealed record PoisonFrogs
{
    private const double GrayLevels = 255.0 * 255.0 / 100;

    /// <summary>How much the look counts.</summary>
    public double Beta { get; init; } = 0.05;

    /// <summary>Share of the target that is blended into the base, section 3.3; 0.2 to 0.3 in the paper.</summary>
    public double Watermark { get; init; }

    public int Iterations { get; init; } = 200;

    /// <param name="encoder">Takes pictures (N, C, H, W) with values from 0 to 1, gives features (N, D).</param>
    /// <param name="bases">All of one size and number of channels.</param>
    /// <param name="targets">One for each base, of the same size.</param>
    /// <param name="cancellationToken">Stops within an iteration.</param>
    /// <returns>One for each base, in their order.</returns>
    public IReadOnlyList<CollidingImage> Craft(Func<Tensor, Tensor> encoder, IReadOnlyList<PixelBuffer> bases, IReadOnlyList<PixelBuffer> targets, CancellationToken cancellationToken)
    {
        var distance = new FeatureDistance(encoder, bases, targets);
        var anchors = FeatureDistance.Planes(bases);
        var aims = FeatureDistance.Planes(targets);
        for (var i = 0; i < anchors.Length; i++)
            anchors[i] = (float)((Watermark * aims[i]) + ((1 - Watermark) * anchors[i]));

        var splitting = new Splitting(distance, anchors, Beta * GrayLevels / distance.Length);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            splitting.Step();
        }

        var pictures = bases.Select((image, i) => FeatureDistance.Picture(splitting.Best.AsSpan(i * distance.Length, distance.Length), image)).ToArray();
        var distances = distance.Measure(FeatureDistance.Planes(pictures)).Distances;
        return [.. pictures.Select((picture, i) => new CollidingImage(picture, i, i, ToString(), distances[i], FeatureDistance.LargestChange(picture, bases[i])))];
    }

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"poison-frogs:beta={Beta},watermark={Watermark},iterations={Iterations}");

    /// <summary>Algorithm 1 for many images at once, each with its own step.</summary>
    private sealed class Splitting
    {
        private const double Growth = 1.25;

        private readonly FeatureDistance _distance;
        private readonly float[] _anchors;
        private readonly double _beta;
        private readonly float[] _gradients;
        private readonly double[] _objectives;
        private readonly double[] _steps;

        public Splitting(FeatureDistance distance, float[] anchors, double beta)
        {
            (_distance, _anchors, _beta) = (distance, anchors, beta);
            Best = [.. anchors];
            var (distances, gradients) = distance.Measure(Best);
            _gradients = gradients;
            _objectives = Array.ConvertAll(distances, value => (double)value);

            // The first step moves the picture by one gray level.
            _steps = [.. distances.Select((_, i) => Math.Sqrt(distance.Length) / 255 / Math.Max(TensorPrimitives.Norm<float>(gradients.AsSpan(i * distance.Length, distance.Length)), float.Epsilon))];
        }

        /// <summary>The images with the lowest objectives so far.</summary>
        public float[] Best { get; }

        public void Step()
        {
            var length = _distance.Length;
            var tried = new float[Best.Length];
            for (var i = 0; i < tried.Length; i++)
            {
                var step = _steps[i / length];
                var forward = Best[i] - (step * _gradients[i]);
                tried[i] = (float)Math.Clamp((forward + (2 * step * _beta * _anchors[i])) / (1 + (2 * step * _beta)), 0, 1);
            }

            var (distances, gradients) = _distance.Measure(tried);
            for (var image = 0; image < _steps.Length; image++)
            {
                var part = new Range(image * length, (image + 1) * length);
                var apart = TensorPrimitives.Distance<float>(tried.AsSpan(part), _anchors.AsSpan(part));
                var objective = distances[image] + (_beta * apart * apart);
                if (objective > _objectives[image])
                {
                    _steps[image] /= 2;
                    continue;
                }

                _objectives[image] = objective;
                _steps[image] *= Growth;
                tried.AsSpan(part).CopyTo(Best.AsSpan(part));
                gradients.AsSpan(part).CopyTo(_gradients.AsSpan(part));
            }
        }
    }
}
