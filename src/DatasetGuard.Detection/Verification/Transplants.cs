namespace DatasetGuard.Detection.Verification;

/// <summary>What the content of some images of one class does to images of other classes.</summary>
/// <param name="Rows">The images whose content was put onto others.</param>
/// <param name="Corners">Left top corner of the square that each image's class hangs on.</param>
/// <param name="WindowFlips">Share of the hosts that this square makes the class.</param>
/// <param name="TileFlips">Share of the hosts that the residual of each image's flattest part makes the class.</param>
internal sealed record Transplants(int[] Rows, (int X, int Y)[] Corners, float[] WindowFlips, float[] TileFlips)
{
    /// <summary>From this share of the hosts on an image counts as one that flips them.</summary>
    public const float Flips = 0.5f;

    /// <summary>Share of the images whose square flips.</summary>
    public double WindowShare => (double)WindowFlips.Count(rate => rate >= Flips) / Rows.Length;

    /// <summary>Mean over the images of the share that their square flips.</summary>
    public double WindowMean => WindowFlips.Average();

    /// <summary>Mean over the images of the share that their residual flips.</summary>
    public double TileMean => TileFlips.Average();
}
