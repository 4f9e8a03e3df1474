using DatasetGuard.Core.Imaging;

namespace DatasetGuard.RedTeam.Triggers;

/// <summary>Bends the picture by less than a pixel, the same way everywhere: nothing is added that could be seen.</summary>
/// <remarks>
/// WaNet of Nguyen and Tran, "WaNet: Imperceptible Warping-based Backdoor Attack" (ICLR 2021), section 3.2: control points on a grid of
/// k x k with uniform offsets from -1 to 1, divided by their mean size and times s, spread over the picture by bicubic interpolation; their
/// code then divides by the height of the picture in coordinates that run from -1 to 1, so that the mean shift is s / 2 pixels. The warped
/// place is looked up bilinearly. The control is the paper's noise mode: every pixel is moved by up to half a pixel more, each way by itself.
/// </remarks>
public sealed record WarpTrigger : Trigger
{
    public const double DefaultStrength = 0.5;

    private const int GridSide = 4;
    private const double MaxStrength = 64;

    /// <summary>Offsets of the control points, x then y, with mean size 1.</summary>
    private readonly double[][] _grid;

    public WarpTrigger(double strength = DefaultStrength, int seed = 0)
    {
        if (!(strength is > 0 and <= MaxStrength))
            throw new ArgumentOutOfRangeException(nameof(strength), strength, $"The strength is above 0 and up to {MaxStrength}.");

        (Strength, Seed) = (strength, seed);
        var random = SplitMix64.For(seed, "warp grid");
        double[] drawn = [.. Enumerable.Range(0, 2 * GridSide * GridSide).Select(_ => random.Between(-1, 1))];
        var mean = drawn.Average(Math.Abs);
        _grid = [.. drawn.Select(offset => offset / mean).Chunk(GridSide * GridSide)];
    }

    /// <summary>Twice the mean shift in pixels.</summary>
    public double Strength { get; }

    public int Seed { get; }

    public override string Apply(PixelBuffer image, TriggerDraw draw)
    {
        var original = image.Clone();
        var shaken = draw.Split == TriggerSplit.Control ? draw.Random(Seed, "warp") : null;
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                var (dx, dy) = (Shift(0, x, y, image), Shift(1, x, y, image));
                if (shaken is not null)
                    (dx, dy) = (dx + shaken.Between(-0.5, 0.5), dy + shaken.Between(-0.5, 0.5));

                LookUp(original, x + dx, y + dy, image, ((y * image.Width) + x) * image.Channels);
            }
        }

        return "";
    }

    public bool Equals(WarpTrigger? other) => other is not null && (Strength, Seed) == (other.Strength, other.Seed);

    public override int GetHashCode() => HashCode.Combine(Strength, Seed);

    public override string ToString() => Strength == DefaultStrength ? "warp" : $"warp:{TriggerText.Show(Strength)}";

    internal static WarpTrigger Read(string text, int seed)
    {
        var parts = text.Split(':');
        return parts.Length <= 2
            ? new WarpTrigger(parts.Length == 2 ? TriggerText.Number(text, parts[1], "STRENGTH", 0, MaxStrength) : DefaultStrength, seed)
            : throw TriggerText.Error(text, "write warp or warp:STRENGTH");
    }

    /// <summary>In pixels: half the picture is one unit of the coordinates in which the grid is divided by the height.</summary>
    private double Shift(int axis, int x, int y, PixelBuffer image)
    {
        var offset = Bicubic(_grid[axis], Place(x, image.Width), Place(y, image.Height));
        var unit = (axis == 0 ? image.Width - 1 : image.Height - 1) / 2.0;
        return Strength * offset / image.Height * unit;
    }

    /// <summary>The first pixel lies on the first control point and the last on the last.</summary>
    private static double Place(int at, int length) => length == 1 ? 0 : at * (GridSide - 1.0) / (length - 1);

    private static double Bicubic(double[] grid, double x, double y)
    {
        var (left, top) = ((int)x, (int)y);
        var sum = 0.0;
        for (var row = -1; row <= 2; row++)
        {
            for (var column = -1; column <= 2; column++)
            {
                var at = (Math.Clamp(top + row, 0, GridSide - 1) * GridSide) + Math.Clamp(left + column, 0, GridSide - 1);
                sum += grid[at] * Weight(x - left - column) * Weight(y - top - row);
            }
        }

        return sum;
    }

    /// <summary>Keys, "Cubic Convolution Interpolation for Digital Image Processing" (1981), equation (4), with a = -0.75 as in the authors' library.</summary>
    private static double Weight(double distance)
    {
        const double A = -0.75;
        var d = Math.Abs(distance);
        return d switch
        {
            <= 1 => (((A + 2) * d) - (A + 3)) * d * d + 1,
            < 2 => (((((d - 5) * d) + 8) * d) - 4) * A,
            _ => 0,
        };
    }

    private static void LookUp(PixelBuffer from, double x, double y, PixelBuffer to, int at)
    {
        (x, y) = (Math.Clamp(x, 0, from.Width - 1), Math.Clamp(y, 0, from.Height - 1));
        var (left, top) = ((int)x, (int)y);
        var (right, bottom) = (Math.Min(left + 1, from.Width - 1), Math.Min(top + 1, from.Height - 1));
        var (u, v) = (x - left, y - top);
        for (var channel = 0; channel < from.Channels; channel++)
        {
            double Value(int column, int row) => from.Data[(((row * from.Width) + column) * from.Channels) + channel];
            var upper = ((1 - u) * Value(left, top)) + (u * Value(right, top));
            var lower = ((1 - u) * Value(left, bottom)) + (u * Value(right, bottom));
            to.Data[at + channel] = ToByte(((1 - v) * upper) + (v * lower));
        }
    }
}
