using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Rules.Duplicates;

/// <summary>How alike two pictures of one size are, whatever their brightness and contrast.</summary>
/// <param name="Whole">Pearson's correlation of their pixels, colours included.</param>
/// <param name="Detail">
/// The correlation of what is left of their gray levels without the mean of each 3 x 3 neighbourhood: edges and texture. The detail of colours
/// is what encoders throw away first.
/// </param>
/// <remarks>
/// Different shirts of one cut correlate to 0.98 as wholes; their detail does not. Both are at most 1, about 0 for unrelated pictures, and 0
/// where one of the two is flat. Sums are exact in integers.
/// </remarks>
public readonly record struct PictureSimilarity(double Whole, double Detail)
{
    /// <summary>Side at which pictures are compared: encoding noise is averaged out of larger ones, what is in the picture is not.</summary>
    public const int Side = 32;

    /// <summary>Two encodings of one picture reach this, down to JPEG at quality 75 of 32 pixels.</summary>
    public const double MinWhole = 0.98;

    /// <summary>As <see cref="MinWhole"/>; the pages of the rules say what both were measured on.</summary>
    public const double MinDetail = 0.90;

    /// <param name="minDetail">The least similarity of the detail.</param>
    public bool IsNearDuplicate(double minDetail = MinDetail) => Whole >= MinWhole && Detail >= minDetail;

    public static PictureSimilarity Of(PixelBuffer a, PixelBuffer b) => new(WholeOf(a, b), DetailOf(a, b));

    private static double WholeOf(PixelBuffer a, PixelBuffer b)
    {
        var (covariance, varianceA, varianceB) = (0L, 0L, 0L);
        for (var channel = 0; channel < a.Channels; channel++)
        {
            long sumA = 0, sumB = 0, sumAa = 0, sumBb = 0, sumAb = 0;
            ReadOnlySpan<byte> pixelsA = a.Pixels, pixelsB = b.Pixels;
            for (var i = channel; i < pixelsA.Length; i += a.Channels)
            {
                int x = pixelsA[i], y = pixelsB[i];
                sumA += x;
                sumB += y;
                sumAa += x * x;
                sumBb += y * y;
                sumAb += x * y;
            }

            var count = (long)a.Width * a.Height;
            covariance += (count * sumAb) - (sumA * sumB);
            varianceA += (count * sumAa) - (sumA * sumA);
            varianceB += (count * sumBb) - (sumB * sumB);
        }

        return Correlation(covariance, varianceA, varianceB);
    }

    private static double DetailOf(PixelBuffer a, PixelBuffer b)
    {
        long covariance = 0, varianceA = 0, varianceB = 0;
        ReadOnlySpan<byte> grayA = a.ToGray().Pixels, grayB = b.ToGray().Pixels;
        for (var y = 1; y < a.Height - 1; y++)
        {
            for (var i = (y * a.Width) + 1; i < ((y + 1) * a.Width) - 1; i++)
            {
                long p = NineTimesDetail(grayA, i, a.Width), q = NineTimesDetail(grayB, i, a.Width);
                covariance += p * q;
                varianceA += p * p;
                varianceB += q * q;
            }
        }

        return Correlation(covariance, varianceA, varianceB);
    }

    /// <summary>Nine times a value, less the sum of its neighbourhood.</summary>
    private static int NineTimesDetail(ReadOnlySpan<byte> gray, int i, int width)
    {
        var sum = 0;
        for (var row = i - width; row <= i + width; row += width)
            sum += gray[row - 1] + gray[row] + gray[row + 1];

        return (9 * gray[i]) - sum;
    }

    private static double Correlation(long covariance, long varianceA, long varianceB) =>
        varianceA == 0 || varianceB == 0 ? 0 : covariance / Math.Sqrt((double)varianceA * varianceB);
}
