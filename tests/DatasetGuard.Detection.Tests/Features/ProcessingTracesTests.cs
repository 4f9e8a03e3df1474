using CsCheck;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using DatasetGuard.RedTeam;

namespace DatasetGuard.Detection.Tests.Features;

public sealed class ProcessingTracesTests
{
    private const int Side = 8;
    private const double Scale = 36, Middle = 3.5;

    private static readonly Gen<PixelBuffer> Noise = Gen.Select(Gen.Int[8, 40], Gen.Int[8, 40], Gen.Bool, Gen.Int).Select((width, height, isGray, seed) =>
    {
        var image = new PixelBuffer(width, height, isGray ? 1 : 3);
        SplitMix64.For(seed, "traces").Fill(image.Pixels);
        return image;
    });

    [Theory]
    [InlineData(32, 32, 1, false, 129)]
    [InlineData(32, 32, 3, false, 193)]
    [InlineData(8, 40, 3, false, 193)]
    [InlineData(7, 40, 3, false, 0)]
    [InlineData(128, 128, 3, true, 193)]
    public void Has_two_values_a_frequency_and_three_differences(int width, int height, int channels, bool hasCrops, int dimension) =>
        ProcessingTraces.DimensionOf(new ViewGeometry(width, height, channels, hasCrops)).Should().Be(dimension);

    [Fact]
    public void A_flat_image_has_nothing() => Gen.Select(Gen.Int[8, 40], Gen.Int[8, 40], Gen.Byte).Sample((width, height, value) =>
    {
        var image = new PixelBuffer(width, height, 1);
        image.Pixels.Fill(value);

        return Measure(image).All(v => v == (sbyte)-(Scale * Middle));
    });

    [Fact]
    public void Brightness_changes_nothing_but_the_last_step() => Gen.Select(Noise, Gen.Int[1, 55]).Sample((image, offset) =>
    {
        for (var i = 0; i < image.Length; i++)
            image.Data[i] = (byte)(image.Data[i] * 200 / 255);

        var brighter = image.Clone();
        for (var i = 0; i < image.Length; i++)
            brighter.Data[i] += (byte)offset;

        return Measure(image).Zip(Measure(brighter)).All(pair => Math.Abs(pair.First - pair.Second) <= 1);
    });

    [Fact]
    public void Values_are_the_logarithms_of_the_cosine_transform_of_the_blocks_of_both_grids() => Noise.Where(image => image.Channels == 1).Sample(
        image =>
        {
            var measured = Measure(image);
            var blocks = BlocksOf(image.Width, image.Height).Select(at => Transform(image, at.X, at.Y)).ToArray();
            for (var k = 1; k < Side * Side; k++)
            {
                var mean = Math.Log(1 + blocks.Average(block => Math.Abs(block[k])));
                var logarithm = blocks.Average(block => Math.Log(1 + Math.Abs(block[k])));
                if (Math.Abs(measured[k - 1] - (Scale * (mean - Middle))) > 0.51 || Math.Abs(measured[63 + k - 1] - (Scale * (logarithm - Middle))) > 0.51)
                    return false;
            }

            return true;
        },
        iter: 50);

    [Fact]
    public void The_last_values_are_quantiles_of_what_is_neither_in_row_nor_in_column()
    {
        // One pixel of 400: nine tenths of the differences are 0, and no quantile asked for is another.
        var image = new PixelBuffer(20, 20, 1);
        image.Data[210] = 200;
        Measure(image)[126..].Should().OnlyContain(value => value == (sbyte)-(Scale * Middle));

        // Of a chessboard of 0 and 50 every difference is 100: in quarters 400.
        for (var i = 0; i < image.Length; i++)
            image.Data[i] = (byte)(50 * (((i % 20) + (i / 20)) % 2));
        Measure(image)[126..].Should().OnlyContain(value => value == (sbyte)Math.Round(Scale * (Math.Log(401) - Middle)));
    }

    [Fact]
    public void Gray_stored_as_colour_has_the_luma_of_gray_and_no_chroma()
    {
        var gray = Drawings.Draw(1, 32, 32, 1, 3);
        var colour = new PixelBuffer(32, 32, 3, [.. gray.Data.SelectMany(value => (byte[])[value, value, value])]);

        var (one, three) = (Measure(gray), Measure(colour));

        three[..126].Zip(one[..126]).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) <= 1);
        three[126..190].Should().OnlyContain(value => value == (sbyte)-(Scale * Middle));
        ProcessingTraces.Bands(three)[2..].Should().OnlyContain(value => Math.Abs(value) < 0.05);
    }

    [Fact]
    public void Of_a_larger_picture_the_pieces_in_native_resolution_are_measured()
    {
        var pieces = Enumerable.Range(0, ViewStore.CropCount).Select(i => Drawings.Draw(1, 16, 16, 1, i)).ToArray();
        var geometry = new ViewGeometry(128, 128, 1, HasCrops: true);
        sbyte[] Of(PixelBuffer whole, params PixelBuffer[] crops)
        {
            var target = new sbyte[ProcessingTraces.DimensionOf(geometry)];
            new ProcessingTraces(geometry).Measure(new SampleViews(whole, crops), target);
            return target;
        }

        Of(Drawings.Draw(0, 128, 128, 1, 5), pieces).Should().Equal(Of(Drawings.Draw(2, 128, 128, 1, 6), pieces)).And.NotEqual(Of(Drawings.Draw(0, 128, 128, 1, 5), [.. pieces.Skip(1), pieces[1]]));
    }

    [Fact]
    public void One_image_leaves_nothing_for_the_next()
    {
        var (first, second) = (Drawings.Draw(0, 24, 24, 3, 1), Drawings.Draw(1, 24, 24, 3, 2));
        var traces = new ProcessingTraces(new ViewGeometry(24, 24, 3, HasCrops: false));
        var target = new sbyte[193];

        traces.Measure(new SampleViews(first, []), target);
        traces.Measure(new SampleViews(second, []), target);

        target.Should().Equal(Measure(second));
    }

    [Fact]
    public void Noise_is_more_fine_detail_and_a_mean_over_neighbours_less()
    {
        var image = Drawings.Draw(1, 32, 32, 1, 3);
        var (noisy, blurred) = (image.Clone(), image.Clone());
        var random = new Random(1);
        for (var i = 0; i < image.Length; i++)
            noisy.Data[i] = (byte)Math.Clamp(image.Data[i] + random.Next(-15, 16), 0, 255);
        for (var i = 33; i < image.Length - 33; i++)
            blurred.Data[i] = (byte)((image.Data[i - 33] + image.Data[i - 31] + image.Data[i] + image.Data[i + 31] + image.Data[i + 33]) / 5);

        double Fine(PixelBuffer pixels) => ProcessingTraces.Bands(Measure(pixels))[0];
        Fine(noisy).Should().BeGreaterThan(Fine(image) + 0.3);
        Fine(blurred).Should().BeLessThan(Fine(image) - 0.3);
    }

    private static sbyte[] Measure(PixelBuffer image)
    {
        var geometry = new ViewGeometry(image.Width, image.Height, image.Channels, HasCrops: false);
        var target = new sbyte[ProcessingTraces.DimensionOf(geometry)];
        new ProcessingTraces(geometry).Measure(new SampleViews(image, []), target);
        return target;
    }

    private static IEnumerable<(int X, int Y)> BlocksOf(int width, int height) =>
        from grid in (int[])[0, 4]
        from y in Enumerable.Range(0, Math.Max(0, (height - grid) / Side))
        from x in Enumerable.Range(0, Math.Max(0, (width - grid) / Side))
        select (grid + (x * Side), grid + (y * Side));

    /// <summary>The orthonormal discrete cosine transform, by its definition.</summary>
    private static double[] Transform(PixelBuffer image, int left, int top)
    {
        static double Basis(int k, int x) => Math.Sqrt((k == 0 ? 1.0 : 2.0) / Side) * Math.Cos(Math.PI * k * ((2 * x) + 1) / (2 * Side));
        return
        [
            .. from v in Enumerable.Range(0, Side)
               from u in Enumerable.Range(0, Side)
               select (from y in Enumerable.Range(0, Side) from x in Enumerable.Range(0, Side) select image.Data[((top + y) * image.Width) + left + x] * Basis(v, y) * Basis(u, x)).Sum(),
        ];
    }
}
