using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam;

namespace DatasetGuard.Detection.Tests;

/// <summary>Pictures with what real ones have: smooth ground, some shapes with edges, texture in all octaves, and sensor noise.</summary>
internal static class Drawings
{
    private const double NoiseSpan = 16;

    /// <param name="kind">What the shapes look like: the class.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="seed">Draws everything else.</param>
    public static PixelBuffer Draw(int kind, int width, int height, int channels, int seed)
    {
        var random = SplitMix64.For(seed, $"drawing {kind}");
        var planes = new double[channels][];
        var common = Ground(random, width, height, 40);
        for (var channel = 0; channel < channels; channel++)
        {
            var own = Ground(random, width, height, 15);
            planes[channel] = [.. common.Zip(own, (a, b) => a + b + 128)];
        }

        for (var shape = 0; shape < 3; shape++)
            AddShape(random, kind, width, height, planes);

        var image = new PixelBuffer(width, height, channels);
        for (var i = 0; i < image.Length; i++)
            image.Data[i] = (byte)Math.Clamp(planes[i % channels][i / channels] + ((random.NextDouble() - random.NextDouble()) * NoiseSpan), 0, 255);

        return image;
    }

    /// <summary>Random values on coarser and finer grids, interpolated; each octave has half the amplitude of the one before.</summary>
    private static double[] Ground(SplitMix64 random, int width, int height, double amplitude)
    {
        var ground = new double[width * height];
        for (var cells = 1; cells <= Math.Min(8, Math.Min(width, height)); cells *= 2, amplitude /= 1.7)
        {
            var grid = new double[(cells + 1) * (cells + 1)];
            for (var i = 0; i < grid.Length; i++)
                grid[i] = amplitude * ((2 * random.NextDouble()) - 1);

            for (var i = 0; i < ground.Length; i++)
                ground[i] += Interpolate(grid, cells, (double)(i % width) * cells / width, (double)(i / width) * cells / height);
        }

        return ground;
    }

    private static double Interpolate(double[] grid, int cells, double x, double y)
    {
        var (column, row) = ((int)x, (int)y);
        var (fx, fy) = (x - column, y - row);
        var at = (row * (cells + 1)) + column;
        return ((1 - fy) * (((1 - fx) * grid[at]) + (fx * grid[at + 1]))) + (fy * (((1 - fx) * grid[at + cells + 1]) + (fx * grid[at + cells + 2])));
    }

    /// <summary>A superellipse in a random place: from a diamond over a circle to nearly a square, by class.</summary>
    private static void AddShape(SplitMix64 random, int kind, int width, int height, double[][] planes)
    {
        var power = 1 + kind;
        var (centreX, centreY) = (random.NextDouble() * width, random.NextDouble() * height);
        var (radiusX, radiusY) = ((0.1 + (0.25 * random.NextDouble())) * width, (0.1 + (0.25 * random.NextDouble())) * height);
        var angle = random.NextDouble() * Math.PI;
        var colour = planes.Select(_ => 255 * random.NextDouble()).ToArray();
        for (var i = 0; i < width * height; i++)
        {
            var (dx, dy) = ((i % width) - centreX, (i / width) - centreY);
            var u = Math.Abs((dx * Math.Cos(angle)) + (dy * Math.Sin(angle))) / radiusX;
            var v = Math.Abs((dy * Math.Cos(angle)) - (dx * Math.Sin(angle))) / radiusY;
            var cover = Math.Clamp((1 - Math.Pow(Math.Pow(u, power) + Math.Pow(v, power), 1.0 / power)) * 4, 0, 0.8);
            for (var channel = 0; channel < planes.Length; channel++)
                planes[channel][i] += cover * (colour[channel] - planes[channel][i]);
        }
    }
}
