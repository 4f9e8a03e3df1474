using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>Shows what a group has in common, and some of its images.</summary>
internal static class TriggerPictures
{
    private const int MaxAveraged = 1000;
    private const int MaxExamples = 8;
    private const int Gap = 2;
    private const int ResidualRadius = 2;

    public static IReadOnlyList<EvidencePicture> Draw(TriggerCandidate candidate, FeatureStore features, ScanContext context)
    {
        var first = features.ClassStarts[candidate.Class];
        var members = candidate.Group.OrderByDescending(row => candidate.ClassScores[row]).ThenBy(row => row).Select(row => first + row).ToArray();
        var others = Enumerable.Range(0, features.Rows).Where(row => row < first || row >= features.ClassStarts[candidate.Class + 1]).ToArray();
        var crop = candidate.Stage == TriggerStage.Window ? features.Layout.Windows[candidate.Place].Picture : 0;

        PixelBuffer Picture(int row)
        {
            var views = context.Views.Read(context.Dataset.Samples[features.Samples[row]]);
            return crop == 0 ? views.Whole : views.Crops[crop - 1];
        }

        var difference = MeanResidual(Spread(members), Picture);
        var background = MeanResidual(Spread(others), Picture);
        for (var i = 0; i < difference.Length; i++)
            difference[i] -= background[i];

        return
        [
            new EvidencePicture("trigger", "what the group has and other classes have not, around middle gray", Stretch(difference, Picture(members[0]))),
            new EvidencePicture("examples", "images of the group, the surest first", Row([.. members.Take(MaxExamples).Select(Picture)])),
        ];
    }

    /// <summary>Evenly spaced, at most a thousand: a mean picture gets no clearer with more.</summary>
    private static int[] Spread(int[] rows)
    {
        var count = Math.Min(rows.Length, MaxAveraged);
        return [.. Enumerable.Range(0, count).Select(i => rows[(int)((long)i * rows.Length / count)])];
    }

    private static float[] MeanResidual(int[] rows, Func<int, PixelBuffer> picture)
    {
        var example = picture(rows[0]);
        var (width, height, channels) = (example.Width, example.Height, example.Channels);
        var sums = new float[example.Length];
        var plane = new float[width * height];
        var mean = new float[width * height];
        var box = new BoxFilter(width, height, ResidualRadius);
        foreach (var row in rows)
        {
            var pixels = picture(row).Pixels;
            for (var channel = 0; channel < channels; channel++)
            {
                for (var i = 0; i < plane.Length; i++)
                    plane[i] = pixels[(i * channels) + channel];

                box.Mean(plane, mean, width, height, ResidualRadius);
                for (var i = 0; i < plane.Length; i++)
                    sums[(i * channels) + channel] += (plane[i] - mean[i]) / rows.Length;
            }
        }

        return sums;
    }

    private static PixelBuffer Stretch(float[] difference, PixelBuffer like)
    {
        var largest = Math.Max(1, difference.Max(Math.Abs));
        var picture = new PixelBuffer(like.Width, like.Height, like.Channels);
        for (var i = 0; i < difference.Length; i++)
            picture.Data[i] = (byte)MathF.Round(128 + (127 * difference[i] / largest));

        return picture;
    }

    private static PixelBuffer Row(PixelBuffer[] images)
    {
        var (width, height, channels) = (images[0].Width, images[0].Height, images[0].Channels);
        var result = new PixelBuffer((images.Length * (width + Gap)) - Gap, height, channels);
        result.Pixels.Fill(255);
        for (var i = 0; i < images.Length; i++)
        {
            for (var y = 0; y < height; y++)
                images[i].Row(y).CopyTo(result.Pixels[(((y * result.Width) + (i * (width + Gap))) * channels)..]);
        }

        return result;
    }
}
