using System.Numerics.Tensors;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Screening;

/// <summary>Holds a picture against what an autoencoder draws of it: what clean pictures do not have at that place is drawn badly.</summary>
/// <remarks>
/// Liu, Xie and Srivastava, "Neural Trojans" (ICCD 2017), section III, put an autoencoder in front of the model; here its error is an anomaly of the input as well. Not their mean error of the picture, which
/// a patch of few pixels hardly changes, but the largest over places: of a 3 x 3 square the mean error e over what is usual there, m, with a hundredth of what is usual anywhere, so that a place that clean pictures
/// leave empty does not make every speck a suspect. It knows nothing of the model.
/// </remarks>
public sealed class Reconstruction : IInputDetector
{
    public const string Name = "reconstruction";

    /// <summary>Side of the squares that errors are averaged over, in pixels: a small patch.</summary>
    public const int Window = 3;

    private const int BatchSize = 64;
    private const double LeastShare = 0.01;

    private readonly Autoencoder _autoencoder;
    private readonly double[] _usual;

    /// <param name="autoencoder">Trained on clean pictures; stays the caller's.</param>
    /// <param name="clean">Pictures that tell what is usual, at least one; none of those that others are held against.</param>
    public Reconstruction(Autoencoder autoencoder, ByteImages clean)
    {
        _autoencoder = autoencoder;
        _usual = UsualErrors(autoencoder, clean);
    }

    public string Key => Name;

    public void Score(ByteImages pictures, Span<double> scores, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var restored = _autoencoder.Restore(pictures);
        var floor = LeastShare * _usual.Average();
        for (var i = 0; i < pictures.Count; i++)
            scores[i] = LargestExcess(LocalErrors(pictures[i], restored[i], pictures.Width, pictures.Channels), _usual, floor);
    }

    /// <summary>The mean of (x - x')^2 over each square of <see cref="Window"/> pixels.</summary>
    /// <param name="picture">Bytes, x.</param>
    /// <param name="restored">As many, x'.</param>
    /// <param name="width">Of the picture, in pixels.</param>
    /// <param name="channels">Of the picture.</param>
    /// <returns>One for each square that lies in the picture, row by row.</returns>
    public static double[] LocalErrors(ReadOnlySpan<byte> picture, ReadOnlySpan<byte> restored, int width, int channels)
    {
        var height = picture.Length / (width * channels);
        var (across, down) = (width - Window + 1, height - Window + 1);
        var errors = new double[across * down];
        for (var i = 0; i < errors.Length; i++)
        {
            var sum = 0;
            for (var y = 0; y < Window; y++)
            {
                var start = ((((i / across) + y) * width) + (i % across)) * channels;
                for (var at = start; at < start + (Window * channels); at++)
                    sum += (picture[at] - restored[at]) * (picture[at] - restored[at]);
            }

            errors[i] = (double)sum / (Window * Window * channels);
        }

        return errors;
    }

    /// <summary>The largest of e / (m + floor) over all places; 0 where both are.</summary>
    /// <param name="errors">e of each place.</param>
    /// <param name="usual">m of each place.</param>
    /// <param name="floor">From 0 on.</param>
    public static double LargestExcess(ReadOnlySpan<double> errors, ReadOnlySpan<double> usual, double floor)
    {
        var largest = 0.0;
        for (var i = 0; i < errors.Length; i++)
            largest = Math.Max(largest, errors[i] > 0 ? errors[i] / Math.Max(usual[i] + floor, double.Epsilon) : 0);

        return Math.Min(largest, double.MaxValue);
    }

    private static double[] UsualErrors(Autoencoder autoencoder, ByteImages clean)
    {
        double[]? sums = null;
        for (var first = 0; first < clean.Count; first += BatchSize)
        {
            var part = clean.Take([.. Enumerable.Range(first, Math.Min(BatchSize, clean.Count - first))]);
            var restored = autoencoder.Restore(part);
            for (var i = 0; i < part.Count; i++)
            {
                var errors = LocalErrors(part[i], restored[i], part.Width, part.Channels);
                sums ??= new double[errors.Length];
                TensorPrimitives.Add(sums, errors, sums);
            }
        }

        return Array.ConvertAll(sums!, sum => sum / clean.Count);
    }
}
