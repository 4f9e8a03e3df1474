using CsCheck;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Tests.Features;

public sealed class BoxFilterTests
{
    private const int MaxSide = 41;
    private const int MaxRadius = 4;

    private static readonly Gen<(int Width, int Height, int Radius, float[] Values)> Planes =
        Gen.Select(Gen.Int[1, MaxSide], Gen.Int[1, MaxSide], Gen.Int[0, MaxRadius]).SelectMany((width, height, radius) =>
            Gen.Float[-300, 300].Array[width * height].Select(values => (width, height, radius, values)));

    [Fact]
    public void Is_the_mean_of_the_neighbourhood_with_the_edge_going_on() => Planes.Sample(plane =>
    {
        var (width, height, radius, values) = plane;
        var means = new float[values.Length];

        new BoxFilter(MaxSide, MaxSide, MaxRadius).Mean(values, means, width, height, radius);

        return Enumerable.Range(0, values.Length).All(i => Math.Abs(means[i] - Naive(plane, i % width, i / width)) < 0.002);
    });

    [Fact]
    public void May_write_over_its_source() => Planes.Sample(plane =>
    {
        var (width, height, radius, values) = plane;
        var box = new BoxFilter(MaxSide, MaxSide, MaxRadius);
        var means = new float[values.Length];
        box.Mean(values, means, width, height, radius);

        var inPlace = values.ToArray();
        box.Mean(inPlace, inPlace, width, height, radius);

        return inPlace.AsSpan().SequenceEqual(means);
    });

    private static double Naive((int Width, int Height, int Radius, float[] Values) plane, int x, int y)
    {
        var sum = 0.0;
        for (var dy = -plane.Radius; dy <= plane.Radius; dy++)
        {
            for (var dx = -plane.Radius; dx <= plane.Radius; dx++)
                sum += plane.Values[(Math.Clamp(y + dy, 0, plane.Height - 1) * plane.Width) + Math.Clamp(x + dx, 0, plane.Width - 1)];
        }

        return sum / ((2 * plane.Radius + 1) * (2 * plane.Radius + 1));
    }
}
