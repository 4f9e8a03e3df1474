using System.Numerics;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Detection.Rules.Change;
using DatasetGuard.RedTeam;

namespace DatasetGuard.Detection.Tests.Rules.Change;

public sealed class ResidualFeaturesTests
{
    [Theory]
    [InlineData(12, 9)]
    [InlineData(32, 32)]
    public void Phases_are_those_of_the_discrete_Fourier_transform_of_the_residual(int width, int height)
    {
        var picture = Noise(width, height, 1);
        var features = new ResidualFeatures(width, height);
        var row = new sbyte[features.Length];

        features.Measure(picture, row);

        var expected = Phases(picture);
        features.Bins.Should().Be(expected.Count);
        for (var bin = 0; bin < features.Bins; bin++)
        {
            ((double)row[bin] / ResidualFeatures.PhaseScale).Should().BeApproximately(expected[bin].Real, 0.01);
            ((double)row[features.Bins + bin] / ResidualFeatures.PhaseScale).Should().BeApproximately(expected[bin].Imaginary, 0.01);
        }
    }

    [Fact]
    public void A_flat_picture_has_no_phases_and_no_detail()
    {
        var picture = new PixelBuffer(32, 32, 3);
        picture.Pixels.Fill(200);
        var features = new ResidualFeatures(32, 32);
        var row = new sbyte[features.Length];

        features.Measure(picture, row);

        row.Should().OnlyContain(value => value == 0);
    }

    [Fact]
    public void Large_pictures_are_halved()
    {
        var (large, small) = (new ResidualFeatures(128, 100), new ResidualFeatures(64, 50));

        large.Length.Should().Be(small.Length);
        large.Measure(Noise(128, 100, 3), new sbyte[large.Length]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public void The_strongest_contrasts_fit_into_a_byte(byte background)
    {
        var picture = new PixelBuffer(32, 32, 3);
        picture.Pixels.Fill(background);
        for (var i = 0; i < 32 * 32; i++)
            picture.Data[3 * i] = (byte)(((i % 32) + (i / 32)) % 2 == 0 ? 255 : 0);

        var features = new ResidualFeatures(32, 32);
        var row = new sbyte[features.Length];
        features.Measure(picture, row);

        row[(2 * features.Bins)..].Should().OnlyContain(value => value >= 0);
    }

    private static List<Complex> Phases(PixelBuffer picture)
    {
        var (width, height) = (picture.Width, picture.Height);
        byte At(int x, int y) => picture.Data[(Math.Clamp(y, 0, height - 1) * width) + Math.Clamp(x, 0, width - 1)];
        var phases = new List<Complex>();
        for (var fx = 1; 2 * fx < width; fx++)
        {
            for (var fy = -((height - 1) / 2); 2 * fy < height; fy++)
            {
                if (Math.Sqrt(Math.Pow((double)fx / width, 2) + Math.Pow((double)fy / height, 2)) <= 0.15)
                    continue;

                var sum = Complex.Zero;
                for (var y = 0; y < height; y++)
                {
                    for (var x = 0; x < width; x++)
                    {
                        var mean = 0.0;
                        for (var i = 0; i < 9; i++)
                            mean += At(x + (i % 3) - 1, y + (i / 3) - 1) / 9.0;

                        sum += (At(x, y) - mean) * Complex.Exp(-Complex.ImaginaryOne * 2 * Math.PI * (((double)fx * x / width) + ((double)fy * y / height)));
                    }
                }

                phases.Add(sum / sum.Magnitude);
            }
        }

        return phases;
    }

    private static PixelBuffer Noise(int width, int height, int seed)
    {
        var picture = new PixelBuffer(width, height, 1);
        SplitMix64.For(seed, "residual noise").Fill(picture.Pixels);
        return picture;
    }
}
