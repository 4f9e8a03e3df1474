using System.Numerics.Tensors;

namespace DatasetGuard.Detection.Rules.Collisions;

/// <summary>Whether one picture lies faintly over another: a regression of its fine structure on that of the other.</summary>
/// <remarks>
/// A watermark (Shafahi et al. 2018, arXiv 1804.00792, section 3.3) is g t + (1 - g) b: the structure of t then stands in the picture with weight g. By least
/// squares x = w_y y + w_m m + e, with m the mean of images of the own class, so that what the class has in common is no evidence.
/// </remarks>
/// <param name="Weight">w_y.</param>
/// <param name="Deviations">w_y in its standard errors.</param>
internal readonly record struct WatermarkFit(double Weight, double Deviations)
{
    public static WatermarkFit Of(ReadOnlySpan<float> x, ReadOnlySpan<float> y, ReadOnlySpan<float> m)
    {
        double yy = TensorPrimitives.Dot(y, y), mm = TensorPrimitives.Dot(m, m), ym = TensorPrimitives.Dot(y, m);
        double xx = TensorPrimitives.Dot(x, x), xy = TensorPrimitives.Dot(x, y), xm = TensorPrimitives.Dot(x, m);
        if (mm <= 0)
            (mm, ym, xm) = (1, 0, 0);

        var determinant = (yy * mm) - (ym * ym);
        if (determinant <= 1e-9 * yy * mm || x.Length < 3)
            return default;

        var weight = ((xy * mm) - (xm * ym)) / determinant;
        var meanWeight = ((xm * yy) - (xy * ym)) / determinant;
        var residual = Math.Max(0, xx - (weight * xy) - (meanWeight * xm));
        var variance = residual / (x.Length - 2) * mm / determinant;
        return new WatermarkFit(weight, variance > 0 ? weight / Math.Sqrt(variance) : double.PositiveInfinity);
    }
}
