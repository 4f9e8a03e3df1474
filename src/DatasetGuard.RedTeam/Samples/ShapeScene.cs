using DatasetGuard.Core.Imaging;

namespace DatasetGuard.RedTeam.Samples;

/// <summary>The classes of <see cref="ShapesDataset"/>, in the order of their names.</summary>
internal enum Shape
{
    Disc,
    Ring,
    Square,
    Triangle,
}

/// <summary>Draws one shape with random place, size, turn and colours on a random ground with clutter, shade and noise.</summary>
/// <remarks>
/// As varied as photos in what a trigger could be taken for: no place, colour or edge belongs to a class. Only additions,
/// multiplications, divisions and square roots are used, whose results IEEE 754 fixes, so that every machine draws the same bytes.
/// </remarks>
internal sealed class ShapeScene
{
    private const int Side = 32;
    private const int Subpixels = 3;
    private const int GridCells = 4;
    private const double NoiseLevels = 5;

    private readonly SplitMix64 _random;
    private readonly double[] _pixels = new double[Side * Side * 3];

    private ShapeScene(SplitMix64 random) => _random = random;

    public static PixelBuffer Draw(Shape shape, SplitMix64 random)
    {
        var scene = new ShapeScene(random);
        var ground = scene.DrawGround();
        for (var clutter = random.Next(4); clutter > 0; clutter--)
            scene.Paint(scene.Clutter(), scene.Colour(), 0.35 + (0.4 * random.NextDouble()));

        scene.Paint(scene.Place(shape), scene.Contrast(ground), 1);
        scene.Shade();
        return scene.Finish();
    }

    /// <summary>A slope between two colours; returns their mean.</summary>
    private double[] DrawGround()
    {
        var (from, to) = (Colour(), Colour());
        var (across, down) = Direction();
        for (var i = 0; i < Side * Side; i++)
        {
            var (x, y) = (((i % Side) / (Side - 1.0)) - 0.5, ((i / Side) / (Side - 1.0)) - 0.5);
            var share = Math.Clamp(0.5 + (across * x) + (down * y), 0, 1);
            for (var channel = 0; channel < 3; channel++)
                _pixels[(3 * i) + channel] = from[channel] + (share * (to[channel] - from[channel]));
        }

        return [.. from.Zip(to, (a, b) => (a + b) / 2)];
    }

    private Func<double, double, bool> Place(Shape shape)
    {
        var size = Between(6, 11);
        var (centreX, centreY) = (Between(size - 2, Side - size + 2), Between(size - 2, Side - size + 2));
        var (cos, sin) = Direction();
        var hole = Between(0.45, 0.7);
        return (x, y) =>
        {
            var (u, v) = (((cos * (x - centreX)) + (sin * (y - centreY))) / size, ((cos * (y - centreY)) - (sin * (x - centreX))) / size);
            var square = (u * u) + (v * v);
            return shape switch
            {
                Shape.Disc => square <= 1,
                Shape.Ring => square <= 1 && square >= hole * hole,
                Shape.Square => Math.Abs(u) <= 0.85 && Math.Abs(v) <= 0.85,

                // Equilateral, with its corners at distance 1.1.
                _ => v <= 0.55 && (1.7320508 * Math.Abs(u)) - v <= 1.1,
            };
        };
    }

    /// <summary>A stroke, or a blot that is cut by a line: edges and corners anywhere.</summary>
    private Func<double, double, bool> Clutter()
    {
        var (centreX, centreY) = (Between(0, Side), Between(0, Side));
        var (length, width) = (Between(2, 14), Between(0.5, 3));
        var (cos, sin) = Direction();
        var isStroke = _random.Next(2) == 0;
        return (x, y) =>
        {
            var (u, v) = ((cos * (x - centreX)) + (sin * (y - centreY)), (cos * (y - centreY)) - (sin * (x - centreX)));
            return isStroke ? Math.Abs(u) <= length && Math.Abs(v) <= width : (u * u) + (v * v) <= 2 * length && v <= width;
        };
    }

    private void Paint(Func<double, double, bool> covers, double[] colour, double opacity)
    {
        for (var i = 0; i < Side * Side; i++)
        {
            var hits = 0;
            for (var sub = 0; sub < Subpixels * Subpixels; sub++)
            {
                var (x, y) = ((i % Side) + (((sub % Subpixels) + 0.5) / Subpixels), (i / Side) + (((sub / Subpixels) + 0.5) / Subpixels));
                hits += covers(x, y) ? 1 : 0;
            }

            var share = opacity * hits / (Subpixels * Subpixels);
            for (var channel = 0; channel < 3; channel++)
                _pixels[(3 * i) + channel] += share * (colour[channel] - _pixels[(3 * i) + channel]);
        }
    }

    /// <summary>Light and dark that change slowly over the picture, linear between the knots of a grid.</summary>
    private void Shade()
    {
        var knots = new double[(GridCells + 1) * (GridCells + 1)];
        var depth = Between(5, 35);
        for (var i = 0; i < knots.Length; i++)
            knots[i] = Between(-depth, depth);

        for (var i = 0; i < Side * Side; i++)
        {
            var (x, y) = ((i % Side) * (double)GridCells / Side, (i / Side) * (double)GridCells / Side);
            var corner = ((int)y * (GridCells + 1)) + (int)x;
            var (right, below) = (x - (int)x, y - (int)y);
            var top = knots[corner] + (right * (knots[corner + 1] - knots[corner]));
            var bottom = knots[corner + GridCells + 1] + (right * (knots[corner + GridCells + 2] - knots[corner + GridCells + 1]));
            for (var channel = 0; channel < 3; channel++)
                _pixels[(3 * i) + channel] += top + (below * (bottom - top));
        }
    }

    private PixelBuffer Finish()
    {
        var image = new PixelBuffer(Side, Side, 3);
        for (var i = 0; i < image.Length; i++)
        {
            // The sum of two uniform numbers falls off to both sides, as the noise of a sensor does.
            var noise = NoiseLevels * (_random.NextDouble() + _random.NextDouble() - 1);
            image.Data[i] = (byte)Math.Clamp(_pixels[i] + noise + 0.5, 0, 255);
        }

        return image;
    }

    private double[] Colour() => [Between(20, 235), Between(20, 235), Between(20, 235)];

    /// <summary>A colour that can be told from the ground.</summary>
    private double[] Contrast(double[] ground)
    {
        while (true)
        {
            var colour = Colour();
            if (colour.Zip(ground, (a, b) => (a - b) * (a - b)).Sum() > 90 * 90)
                return colour;
        }
    }

    /// <summary>A point on the unit circle: one inside it, moved out.</summary>
    private (double X, double Y) Direction()
    {
        while (true)
        {
            var (x, y) = (Between(-1, 1), Between(-1, 1));
            var square = (x * x) + (y * y);
            if (square is > 0.01 and <= 1)
                return (x / Math.Sqrt(square), y / Math.Sqrt(square));
        }
    }

    private double Between(double low, double high) => low + (_random.NextDouble() * (high - low));
}
