using System.Numerics.Tensors;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Rules.Change;

/// <summary>Whether the new images of a class are like the accepted ones: three statistics of the split, each against random splits of the same images.</summary>
/// <remarks>
/// Under the hypothesis that new and accepted images come from one source, every split is as likely (a permutation test: Fisher, "The Design of Experiments"
/// 1935, section 21), so a statistic is above those of B random splits with a probability of 1 / (B + 1), whatever the images are.
/// </remarks>
/// <param name="rows">Features of the new images, then of the accepted ones.</param>
/// <param name="length">Values of a row: the real parts of <paramref name="bins"/> phases, their imaginary parts, then measures.</param>
/// <param name="bins">Number of phases.</param>
/// <param name="fresh">Number of new images.</param>
internal sealed class BatchTest(sbyte[] rows, int length, int bins, int fresh)
{
    private readonly int _count = rows.Length / length;
    private readonly int[] _total = Sum(rows, length, Enumerable.Range(0, rows.Length / length));
    private readonly double[] _deviations = Deviations(rows, length, 2 * bins);

    /// <summary>1 / new + 1 / accepted: the variance of a difference of means.</summary>
    private double Variance => (1.0 / fresh) + (1.0 / (_count - fresh));

    /// <summary>How far the batch exceeds chance.</summary>
    /// <param name="draws">Random splits; fewer when nothing is left to be shown.</param>
    /// <param name="seed">Where chance begins.</param>
    /// <param name="cancellationToken">Stops between two splits.</param>
    /// <returns>The statistics that no random split reaches, the one furthest above first.</returns>
    public List<BatchDifference> Run(int draws, int seed, CancellationToken cancellationToken)
    {
        var open = Measure(Sum(rows, length, Enumerable.Range(0, fresh))).FindAll(one => one.Observed >= one.Floor);
        var random = new Random(seed);
        var order = Enumerable.Range(0, _count).ToArray();
        var size = Math.Min(fresh, _count - fresh);
        for (var draw = 0; draw < draws && open.Count > 0; draw++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < size; i++)
            {
                var other = random.Next(i, _count);
                (order[i], order[other]) = (order[other], order[i]);
            }

            var sums = Sum(rows, length, order.Take(size));
            if (size < fresh)
                TensorPrimitives.Subtract(_total, sums, sums);

            var chance = Measure(sums).ToDictionary(one => one.Kind, one => one.Observed);
            open = open.FindAll(one => one.Observed > chance[one.Kind]).ConvertAll(one => one with { Chance = Math.Max(one.Chance, chance[one.Kind]) });
        }

        return [.. open.OrderByDescending(one => one.Ratio).ThenBy(one => one.Kind)];
    }

    /// <summary>How much each image has of what the batch has and the accepted images have not, in standard deviations of the accepted images.</summary>
    /// <remarks>Each image is left out of the mean that it is compared with, or every new one would be like itself.</remarks>
    public double[] Scores(BatchDifference difference)
    {
        var sums = Sum(rows, length, Enumerable.Range(0, fresh));
        var weights = Weights(difference.Kind, sums);
        var scores = new double[_count];
        var values = new float[length];
        for (var i = 0; i < _count; i++)
        {
            var row = rows.AsSpan(i * length, length);
            ByteRows.ToSingle(row, 1, values);
            var own = difference.Kind == BatchDifferenceKind.Look ? 0 : Energy(values, weights) / (i < fresh ? fresh : fresh - _count);
            scores[i] = Dot(values, weights) - own;
        }

        var accepted = scores.AsSpan(fresh);
        var mean = TensorPrimitives.Average<double>(accepted);
        var deviation = Math.Max(TensorPrimitives.StdDev<double>(accepted), 1e-9);
        return Array.ConvertAll(scores, score => (score - mean) / deviation);
    }

    private List<BatchDifference> Measure(int[] sums)
    {
        var coherence = Coherence(sums);
        var line = coherence.Max();
        Array.Sort(coherence);
        return
        [
            new BatchDifference(BatchDifferenceKind.Pattern, coherence[bins / 2] / Math.Log(2), 1.3),
            new BatchDifference(BatchDifferenceKind.Wave, line, 14),
            new BatchDifference(BatchDifferenceKind.Look, TensorPrimitives.MaxMagnitude<double>(Differences(sums)) is var most ? Math.Abs(most) : 0, 0.3),
        ];
    }

    /// <summary>q(f) = |D(f)|^2 / (1 / n + 1 / m), where D is the difference of the mean phases: exponential with mean 1 where phases are uniform.</summary>
    private double[] Coherence(int[] sums)
    {
        var result = new double[bins];
        for (var bin = 0; bin < bins; bin++)
        {
            var (re, im) = (Difference(sums, bin), Difference(sums, bins + bin));
            result[bin] = ((re * re) + (im * im)) / (Variance * ResidualFeatures.PhaseScale * ResidualFeatures.PhaseScale);
        }

        return result;
    }

    /// <summary>The difference of the means of each measure, in standard deviations.</summary>
    private double[] Differences(int[] sums)
    {
        var result = new double[_deviations.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = Difference(sums, (2 * bins) + i) / _deviations[i];

        return result;
    }

    private double Difference(int[] sums, int at) => ((double)sums[at] / fresh) - ((double)(_total[at] - sums[at]) / (_count - fresh));

    private double[] Weights(BatchDifferenceKind kind, int[] sums)
    {
        var weights = new double[length];
        if (kind == BatchDifferenceKind.Look)
        {
            // Measures that hardly differ would only add their noise.
            var differences = Differences(sums);
            var least = 0.5 * differences.Max(Math.Abs);
            for (var i = 0; i < differences.Length; i++)
                weights[(2 * bins) + i] = Math.Abs(differences[i]) < least ? 0 : differences[i] / _deviations[i];

            return weights;
        }

        var coherence = Coherence(sums);
        var only = kind == BatchDifferenceKind.Wave ? Array.IndexOf(coherence, coherence.Max()) : -1;
        for (var bin = 0; bin < bins; bin++)
        {
            if (only < 0 || only == bin)
                (weights[bin], weights[bins + bin]) = (Difference(sums, bin), Difference(sums, bins + bin));
        }

        return weights;
    }

    private static double Dot(float[] values, double[] weights)
    {
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
            sum += values[i] * weights[i];

        return sum;
    }

    /// <summary>Of the values that have a weight.</summary>
    private static double Energy(float[] values, double[] weights)
    {
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
            sum += weights[i] == 0 ? 0 : values[i] * values[i];

        return sum;
    }

    private static int[] Sum(sbyte[] rows, int length, IEnumerable<int> some)
    {
        var sums = new int[length];
        foreach (var row in some)
            ByteRows.AddTo(rows.AsSpan(row * length, length), sums);

        return sums;
    }

    private static double[] Deviations(sbyte[] rows, int length, int first)
    {
        var (count, result) = (rows.Length / length, new double[length - first]);
        for (var i = 0; i < result.Length; i++)
        {
            var (sum, squares) = (0L, 0L);
            for (var at = first + i; at < rows.Length; at += length)
            {
                sum += rows[at];
                squares += rows[at] * rows[at];
            }

            // Half a step, where all images are the same.
            result[i] = Math.Max(0.5, Math.Sqrt(((double)squares / count) - Math.Pow((double)sum / count, 2)));
        }

        return result;
    }
}

internal enum BatchDifferenceKind
{
    /// <summary>The same pattern in many images: the median over all frequencies of q, which is 1 by chance.</summary>
    Pattern,

    /// <summary>The same wave in many images: the largest q.</summary>
    Wave,

    /// <summary>Another look: the largest difference of a measure, in standard deviations.</summary>
    Look,
}

/// <param name="Kind">What differs.</param>
/// <param name="Observed">The statistic of the batch.</param>
/// <param name="Floor">Below it, a difference is too small to matter, however sure it is.</param>
internal sealed record BatchDifference(BatchDifferenceKind Kind, double Observed, double Floor)
{
    /// <summary>The most that a random split has.</summary>
    public double Chance { get; init; }

    /// <summary>1 is the least that is reported.</summary>
    public double Ratio => Observed / Math.Max(Floor, Chance);
}
