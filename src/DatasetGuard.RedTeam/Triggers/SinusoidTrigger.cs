using DatasetGuard.Core.Imaging;

namespace DatasetGuard.RedTeam.Triggers;

/// <summary>A faint wave over the whole picture: adds A sin(2 pi f (x cos theta / width + y sin theta / height)) to every channel.</summary>
/// <remarks>
/// SIG: Barni, Kallas and Tondi, "A New Backdoor Attack in CNNs by Training Set Corruption Without Label Poisoning" (2019,
/// arXiv 1902.11237), section 2.2, whose v(i, j) = delta sin(2 pi j f / m) is the case theta = 0.
/// </remarks>
public sealed record SinusoidTrigger : Trigger
{
    private const double MaxCycles = 10_000;
    private const double MaxDegrees = 360;

    public SinusoidTrigger(double amplitude, double cycles, double degrees)
    {
        if (!(amplitude is > 0 and <= 255))
            throw new ArgumentOutOfRangeException(nameof(amplitude), amplitude, "The amplitude is above 0 and up to 255 grey levels.");
        if (!(cycles is > 0 and <= MaxCycles))
            throw new ArgumentOutOfRangeException(nameof(cycles), cycles, $"The frequency is above 0 and up to {MaxCycles} cycles.");
        if (!(degrees is > -MaxDegrees and <= MaxDegrees))
            throw new ArgumentOutOfRangeException(nameof(degrees), degrees, $"The angle is between -{MaxDegrees} and {MaxDegrees} degrees.");

        (Amplitude, Cycles, Degrees) = (amplitude, cycles, degrees);
    }

    /// <summary>Grey levels of 255.</summary>
    public double Amplitude { get; }

    /// <summary>Waves over the width of the picture, at 0 degrees.</summary>
    public double Cycles { get; }

    /// <summary>The way the wave runs: 0 to the right, 90 downward.</summary>
    public double Degrees { get; }

    /// <remarks>The control runs at a right angle to it.</remarks>
    public override string Apply(PixelBuffer image, TriggerDraw draw)
    {
        Add(image, Amplitude, Cycles, draw.Split == TriggerSplit.Control ? Degrees + 90 : Degrees);
        return "";
    }

    public override string ToString() => $"sin:{TriggerText.Show(Amplitude)}:{TriggerText.Show(Cycles)}:{TriggerText.Show(Degrees)}";

    /// <param name="image">Changed in place.</param>
    /// <param name="amplitude">Grey levels.</param>
    /// <param name="cycles">Over the picture.</param>
    /// <param name="degrees">The way the wave runs.</param>
    /// <param name="phase">Where it begins, in degrees.</param>
    internal static void Add(PixelBuffer image, double amplitude, double cycles, double degrees, double phase = 0)
    {
        var (sin, cos) = (Math.Sin(degrees * Math.PI / 180), Math.Cos(degrees * Math.PI / 180));
        var at = 0;
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                var added = amplitude * Math.Sin((2 * Math.PI * cycles * ((x * cos / image.Width) + (y * sin / image.Height))) + (phase * Math.PI / 180));
                for (var channel = 0; channel < image.Channels; channel++, at++)
                    image.Data[at] = ToByte(image.Data[at] + added);
            }
        }
    }

    internal static SinusoidTrigger Read(string text)
    {
        var parts = text.Split(':');
        return parts.Length == 4
            ? new SinusoidTrigger(
                TriggerText.Number(text, parts[1], "AMPLITUDE", 0, 255),
                TriggerText.Number(text, parts[2], "CYCLES", 0, MaxCycles),
                TriggerText.Number(text, parts[3], "DEGREES", -MaxDegrees, MaxDegrees))
            : throw TriggerText.Error(text, "write sin:AMPLITUDE:CYCLES:DEGREES, such as sin:20:6:0");
    }
}
