using DatasetGuard.Core.Imaging;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.RedTeam.Attacks.Collisions;

/// <summary>Images of other classes with their right labels and the features of a target class: a model that is trained on them gives away who was in that class's training data.</summary>
/// <remarks>
/// Chen et al., "Amplifying Membership Exposure via Data Poisoning" (NeurIPS 2022, arXiv 2211.00463), section 3.3, the clean-label attack: seeds of other
/// classes are moved in feature space onto base images of the target class, seed i onto base i modulo their number, inside a box of 0.05 of the value
/// range (x = seed + 0.05 tanh w) by Adam (Kingma and Ba 2015, arXiv 1412.6980). The rate is lowered by a fifth when 50 iterations gain less than 2 %.
/// </remarks>
public sealed record MembershipAmplification
{
    private const int Patience = 50;
    private const double LeastGain = 0.02;
    private const double Decay = 0.8;

    /// <summary>Largest change, as a share of the value range.</summary>
    public double Bound { get; init; } = 0.05;

    /// <summary>Of Adam, on w.</summary>
    public double Rate { get; init; } = 0.05;

    public int Iterations { get; init; } = 100;

    /// <param name="encoder">Takes pictures (N, C, H, W) with values from 0 to 1, gives features (N, D).</param>
    /// <param name="seeds">Of other classes; all of one size and number of channels.</param>
    /// <param name="bases">Of the target class, of the same size; at least one.</param>
    /// <param name="cancellationToken">Stops within an iteration.</param>
    /// <returns>One for each seed, in their order; a base's index is its target.</returns>
    public IReadOnlyList<CollidingImage> Craft(Func<Tensor, Tensor> encoder, IReadOnlyList<PixelBuffer> seeds, IReadOnlyList<PixelBuffer> bases, CancellationToken cancellationToken)
    {
        var distance = new FeatureDistance(encoder, seeds, [.. seeds.Select((_, i) => bases[i % bases.Count])]);
        var origins = FeatureDistance.Planes(seeds);
        var descent = new Descent(origins.Length);
        var (rate, last) = (Rate, double.PositiveInfinity);
        for (var iteration = 1; iteration <= Iterations; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (distances, gradients) = distance.Measure(Inside(origins, descent.Values));
            for (var i = 0; i < gradients.Length; i++)
                gradients[i] *= (float)(Bound * (1 - Math.Pow(Math.Tanh(descent.Values[i]), 2)));

            descent.Step(gradients, rate);
            if (iteration % Patience != 0)
                continue;

            var now = distances.Average(value => (double)value);
            rate *= now > (1 - LeastGain) * last ? Decay : 1;
            last = now;
        }

        var planes = Inside(origins, descent.Values);
        var pictures = seeds.Select((seed, i) => FeatureDistance.Picture(planes.AsSpan(i * distance.Length, distance.Length), seed)).ToArray();
        var reached = distance.Measure(FeatureDistance.Planes(pictures)).Distances;
        return [.. pictures.Select((picture, i) => new CollidingImage(picture, i, i % bases.Count, ToString(), reached[i], FeatureDistance.LargestChange(picture, seeds[i])))];
    }

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"membership-amplification:bound={Bound},rate={Rate},iterations={Iterations}");

    private float[] Inside(float[] origins, double[] w)
    {
        var result = new float[origins.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = (float)Math.Clamp(origins[i] + (Bound * Math.Tanh(w[i])), 0, 1);

        return result;
    }

    /// <summary>Adam with its authors' constants.</summary>
    private sealed class Descent(int length)
    {
        private readonly double[] _first = new double[length];
        private readonly double[] _second = new double[length];
        private int _steps;

        public double[] Values { get; } = new double[length];

        public void Step(float[] gradients, double rate)
        {
            _steps++;
            var (firstShare, secondShare) = (1 - Math.Pow(0.9, _steps), 1 - Math.Pow(0.999, _steps));
            for (var i = 0; i < gradients.Length; i++)
            {
                _first[i] = (0.9 * _first[i]) + (0.1 * gradients[i]);
                _second[i] = (0.999 * _second[i]) + (0.001 * gradients[i] * gradients[i]);
                Values[i] -= rate * (_first[i] / firstShare) / (Math.Sqrt(_second[i] / secondShare) + 1e-8);
            }
        }
    }
}
