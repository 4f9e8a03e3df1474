namespace DatasetGuard.Core.Imaging;

/// <summary>How a picture looks, in a few numbers, measured on its stored view of at most 128 pixels a side.</summary>
/// <remarks>Brightness is perceived brightness: sqrt(0.241 R² + 0.691 G² + 0.068 B²), 0 (black) to 1 (white).</remarks>
public sealed record AppearanceFacts
{
    /// <summary>5th percentile of the brightness: near 1 where even the dark parts are white.</summary>
    public required float LowBrightness { get; init; }

    /// <summary>99th percentile of the brightness: near 0 where even the bright parts are black.</summary>
    public required float HighBrightness { get; init; }

    /// <summary>Shannon entropy of the brightness in 256 steps: 0 (one colour) to 8 bits.</summary>
    public required float Entropy { get; init; }

    /// <summary>0 (nothing but smooth areas) to 1.</summary>
    public required float Sharpness { get; init; }

    /// <summary>Mean of the red channel, 0 to 1.</summary>
    public required float Red { get; init; }

    /// <summary>Mean of the green channel, 0 to 1.</summary>
    public required float Green { get; init; }

    /// <summary>Mean of the blue channel, 0 to 1.</summary>
    public required float Blue { get; init; }
}
