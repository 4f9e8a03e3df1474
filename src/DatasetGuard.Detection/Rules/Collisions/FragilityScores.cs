using System.Numerics.Tensors;
using DatasetGuard.Core;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features.Encoders;
using DatasetGuard.Learning.Encoders;

namespace DatasetGuard.Detection.Rules.Collisions;

/// <summary>How fragile each image's place in feature space is: clean images hardly move under small changes, forged ones fall back home.</summary>
/// <remarks>
/// D = mean over the shifts of |f(view) - f(x)| / |f(x)|, and for each kind of view P = how far the view moves the image from its rival class
/// to its own label, in the margins of <see cref="LinearDiscriminant"/>. S = z(log D) + clip(z(mean over kinds of P / sd(P)), -9, 9), with the robust z over the scanned set.
/// </remarks>
/// <param name="Score">S of each row.</param>
/// <param name="Displacement">z(log D) of each row.</param>
/// <param name="Return">The clipped z of the mean P of each row.</param>
/// <param name="Rivals">The class that each row is nearest to besides its own.</param>
internal sealed record FragilityScores(double[] Score, double[] Displacement, double[] Return, int[] Rivals)
{
    private const double MaxReturn = 9;

    /// <summary>Below the least step of any picture, so that an image without any structure has a logarithm.</summary>
    private const double LeastDisplacement = 1e-6;

    public static FragilityScores Of(EncodedSet set, ScanContext context, IEncoder encoder, CancellationToken cancellationToken)
    {
        var discriminant = LinearDiscriminant.Fit(set.Features, set.Labels, set.ClassCounts, context.Options.Jobs, cancellationToken);
        var views = new FragileViews(context.Options.Seed);
        var rivals = new int[set.Rows];
        var displacements = new double[set.Rows];
        var returns = Enumerable.Range(0, FragileViews.KindCount).Select(_ => new double[set.Rows]).ToArray();
        context.Progress.Begin("Encoding changed images", set.Rows);
        set.ForEachBatch(context, (first, pictures) =>
        {
            var length = encoder.Length;
            var changed = new float[pictures.Length * length];
            var directions = new double[pictures.Length][];
            for (var i = 0; i < pictures.Length; i++)
            {
                rivals[first + i] = discriminant.RivalOf(set.Features.Row(first + i), set.Labels[first + i]);
                directions[i] = discriminant.MarginDirection(set.Features.Row(first + i), set.Labels[first + i], rivals[first + i]);
            }

            for (var view = 0; view < FragileViews.Count; view++)
            {
                encoder.Encode(Array.ConvertAll(pictures, picture => views.Of(view, picture)), changed, cancellationToken);
                for (var i = 0; i < pictures.Length; i++)
                {
                    var move = changed.AsSpan(i * length, length);
                    var original = set.Features.Row(first + i);
                    TensorPrimitives.Subtract(move, original, move);
                    returns[FragileViews.KindOf(view)][first + i] += Dot(directions[i], move);
                    if (view < FragileViews.ShiftCount)
                        displacements[first + i] += TensorPrimitives.Norm<float>(move) / Math.Max(TensorPrimitives.Norm<float>(original), float.Epsilon) / FragileViews.ShiftCount;
                }
            }
        }, cancellationToken);
        return Combine(displacements, returns, rivals);
    }

    /// <summary>Puts the measurements of all images together.</summary>
    /// <param name="displacements">D of each row.</param>
    /// <param name="returns">P of each kind of view and row, in any unit.</param>
    /// <param name="rivals">Of each row.</param>
    public static FragilityScores Combine(double[] displacements, double[][] returns, int[] rivals)
    {
        var displacement = RobustScale.Scores(Array.ConvertAll(displacements, value => Math.Log(Math.Max(value, LeastDisplacement))));
        var mean = new double[displacements.Length];
        foreach (var kind in returns)
        {
            var deviation = Deviation(kind);
            for (var row = 0; row < mean.Length; row++)
                mean[row] += deviation > 0 ? kind[row] / deviation / returns.Length : 0;
        }

        var back = Array.ConvertAll(RobustScale.Scores(mean), value => Math.Clamp(value, -MaxReturn, MaxReturn));
        return new FragilityScores([.. displacement.Zip(back, (a, b) => a + b)], displacement, back, rivals);
    }

    /// <summary>Standard deviation about the mean.</summary>
    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }

    private static double Dot(double[] direction, ReadOnlySpan<float> move)
    {
        var sum = 0.0;
        for (var i = 0; i < direction.Length; i++)
            sum += direction[i] * move[i];

        return sum;
    }
}
