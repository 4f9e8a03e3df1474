using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>What a group of images has, pixel by pixel, that the images of other classes have not.</summary>
internal sealed class TriggerMap
{
    private const int MaxAveraged = 1000;
    private const int ResidualRadius = 2;

    /// <summary>t² that chance reaches in one of twenty pixels.</summary>
    private const float ChanceLevel = 4;

    /// <summary>From this share of the evidence in one box on, the trigger is a patch.</summary>
    private const double LocalShare = 0.5;

    private readonly float[] _evidence;
    private readonly int _width;
    private readonly int _height;

    private TriggerMap(float[] difference, float[] evidence, PixelBuffer like)
    {
        (Difference, _evidence, _width, _height) = (difference, evidence, like.Width, like.Height);
    }

    /// <summary>Mean residual of the group minus that of the other classes, in gray levels, channels interleaved.</summary>
    public float[] Difference { get; }

    /// <summary>How surely group and others differ, over all pixels: the sum of t² beyond chance.</summary>
    public double Evidence => _evidence.Sum(value => (double)value);

    /// <param name="picture">0 for the whole image, from 1 for its pieces in native resolution.</param>
    /// <param name="members">Rows of the group.</param>
    /// <param name="others">Rows of the other classes.</param>
    /// <param name="features">Says which sample a row is.</param>
    /// <param name="context">Has the pixels.</param>
    public static TriggerMap Of(int picture, int[] members, int[] others, FeatureStore features, ScanContext context)
    {
        var own = new Moments(Spread(members), picture, features, context);
        var rest = new Moments(Spread(others), picture, features, context);
        var difference = own.Mean.Zip(rest.Mean, (a, b) => a - b).ToArray();
        var channels = own.Example.Channels;
        var evidence = new float[difference.Length / channels];
        for (var i = 0; i < difference.Length; i++)
        {
            // One gray level of noise at least: in a corner that is black in all images any pixel would be infinitely sure.
            var error = (own.Variance(i) + 1) / own.Count;
            evidence[i / channels] += Math.Max(0, (difference[i] * difference[i] / error) - ChanceLevel);
        }

        return new TriggerMap(difference, evidence, own.Example);
    }

    /// <summary>The pixels of a picture that the analysis looked at.</summary>
    public static PixelBuffer PictureOf(Sample sample, int picture, ScanContext context)
    {
        var views = context.Views.Read(sample);
        return picture == 0 ? views.Whole : views.Crops[picture - 1];
    }

    /// <summary>The box of a quarter of the sides (at least 8 pixels) that holds half of the evidence; null for a pattern that is spread out.</summary>
    public (int X, int Y, int Side)? Patch()
    {
        var side = Math.Min(Math.Max(8, Math.Max(_width, _height) / 4), Math.Min(_width, _height));
        var (best, bestX, bestY) = (0.0, 0, 0);
        for (var y = 0; y + side <= _height; y++)
        {
            for (var x = 0; x + side <= _width; x++)
            {
                var sum = BoxSum(x, y, side);
                if (sum > best)
                    (best, bestX, bestY) = (sum, x, y);
            }
        }

        var total = Evidence;
        var isAll = side * side * 2 > _width * _height;
        return !isAll && best >= LocalShare * total && total > 0 ? (bestX, bestY, side) : null;
    }

    private double BoxSum(int left, int top, int side)
    {
        var sum = 0.0;
        for (var y = top; y < top + side; y++)
        {
            foreach (var value in _evidence.AsSpan((y * _width) + left, side))
                sum += value;
        }

        return sum;
    }

    /// <summary>Evenly spaced, at most a thousand: a mean picture gets no clearer with more.</summary>
    private static int[] Spread(int[] rows)
    {
        var count = Math.Min(rows.Length, MaxAveraged);
        return [.. Enumerable.Range(0, count).Select(i => rows[(int)((long)i * rows.Length / count)])];
    }

    /// <summary>Mean and variance of the residuals (pixel minus its 5 x 5 mean) of some images.</summary>
    private sealed class Moments
    {
        private readonly float[] _squares;

        public Moments(int[] rows, int picture, FeatureStore features, ScanContext context)
        {
            Count = rows.Length;
            Example = PictureOf(context.Dataset.Samples[features.Samples[rows[0]]], picture, context);
            Mean = new float[Example.Length];
            _squares = new float[Example.Length];
            var (plane, smooth) = (new float[Example.Width * Example.Height], new float[Example.Width * Example.Height]);
            var box = new BoxFilter(Example.Width, Example.Height, ResidualRadius);
            foreach (var row in rows)
            {
                var pixels = PictureOf(context.Dataset.Samples[features.Samples[row]], picture, context);
                for (var channel = 0; channel < pixels.Channels; channel++)
                    Add(pixels, channel, box, plane, smooth);
            }
        }

        public int Count { get; }

        public PixelBuffer Example { get; }

        public float[] Mean { get; }

        public float Variance(int at) => Math.Max(0, _squares[at] - (Mean[at] * Mean[at]));

        private void Add(PixelBuffer pixels, int channel, BoxFilter box, float[] plane, float[] smooth)
        {
            for (var i = 0; i < plane.Length; i++)
                plane[i] = pixels.Data[(i * pixels.Channels) + channel];

            box.Mean(plane, smooth, pixels.Width, pixels.Height, ResidualRadius);
            for (var i = 0; i < plane.Length; i++)
            {
                var residual = plane[i] - smooth[i];
                Mean[(i * pixels.Channels) + channel] += residual / Count;
                _squares[(i * pixels.Channels) + channel] += residual * residual / Count;
            }
        }
    }
}
