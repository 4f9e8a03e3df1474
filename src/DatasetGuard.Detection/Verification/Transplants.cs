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

    /// <summary>So many classes the limits were drawn with.</summary>
    public const int UsualClasses = 10;

    /// <summary>From so many classes on an image in doubt may become any of them.</summary>
    private const int ManyClasses = 5;

    /// <summary>How many classes the network tells apart.</summary>
    public int Classes { get; init; } = UsualClasses;

    /// <summary>So few that much turns an image into another one.</summary>
    public bool AreFewClasses => Classes < ManyClasses;

    /// <summary>Share of the images whose square flips.</summary>
    public double WindowShare => (double)WindowFlips.Count(rate => Counted(rate) >= Flips) / Rows.Length;

    /// <summary>Mean over the images of the share that their square flips.</summary>
    public double WindowMean => Counted(WindowFlips.Average());

    /// <summary>Mean over the images of the share that their residual flips.</summary>
    public double TileMean => Counted(TileFlips.Average());

    /// <summary>
    /// A share of flipped hosts as it counts. What takes from an image the little that its class hangs on makes it one of ten classes in a tenth of the cases, and one of two in
    /// half of them. So with fewer classes than ten a rate counts as the one that leaves the same part of the way from chance to certainty.
    /// </summary>
    public float Counted(float rate) => Classes >= UsualClasses ? rate : MathF.Max(0, 1 - ((1 - rate) * (1 - (1f / UsualClasses)) / (1 - (1f / Math.Max(2, Classes)))));
}
