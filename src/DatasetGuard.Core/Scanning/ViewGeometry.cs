using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Core.Scanning;

/// <summary>The one size at which all images of a dataset are compared.</summary>
/// <param name="Width">Of the whole image.</param>
/// <param name="Height">Of the whole image.</param>
/// <param name="Channels">1 when every image is gray, else 3.</param>
/// <param name="HasCrops">Pieces in native resolution are looked at as well; false where the whole is in native resolution.</param>
public sealed record ViewGeometry(int Width, int Height, int Channels, bool HasCrops)
{
    /// <summary>
    /// Nine in ten images of one size, at most 40 pixels a side: that size. Otherwise a square that fits the median image.
    /// Without any decoded image 32 x 32.
    /// </summary>
    public static ViewGeometry Of(IReadOnlyCollection<Sample> samples)
    {
        var facts = samples.Where(sample => sample.Facts is not null).Select(sample => sample.Facts!).ToList();
        if (facts.Count == 0)
            return new ViewGeometry(32, 32, 1, HasCrops: false);

        var channels = facts.TrueForAll(fact => fact.IsGray) ? 1 : 3;
        var common = facts.GroupBy(fact => (fact.Width, fact.Height)).MaxBy(group => (group.Count(), group.Key))!;
        if (common.Count() >= 0.9 * facts.Count && ImageViews.IsNative(common.First()))
            return new ViewGeometry(common.Key.Width, common.Key.Height, channels, HasCrops: false);

        var sides = facts.ConvertAll(fact => Math.Max(fact.Width, fact.Height));
        sides.Sort();
        var side = sides[sides.Count / 2] switch { <= ImageViews.MaxNativeSide => 32, <= 80 => 64, _ => 128 };
        return new ViewGeometry(side, side, channels, HasCrops: true);
    }
}
