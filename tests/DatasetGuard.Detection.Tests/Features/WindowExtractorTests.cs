using CsCheck;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using DatasetGuard.RedTeam;

namespace DatasetGuard.Detection.Tests.Features;

public sealed class WindowExtractorTests
{
    private static readonly Gen<PixelBuffer> Noise = Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Bool, Gen.Int).Select((width, height, isGray, seed) =>
    {
        var image = new PixelBuffer(width, height, isGray ? 1 : 3);
        SplitMix64.For(seed, "extractor").Fill(image.Pixels);
        return image;
    });

    [Fact]
    public void A_flat_image_has_nothing() => Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Byte).Sample((width, height, value) =>
    {
        var image = new PixelBuffer(width, height, 3);
        image.Pixels.Fill(value);

        var (windows, wave, thumbnail) = Extract(image);

        return windows.All(v => v == 0) && wave.All(v => v == 0) && thumbnail.All(v => v == 0);
    });

    [Fact]
    public void Brightness_changes_nothing_but_the_last_step() => Gen.Select(Noise, Gen.Int[1, 55]).Sample((image, offset) =>
    {
        for (var i = 0; i < image.Length; i++)
            image.Data[i] = (byte)(image.Data[i] * 200 / 255);

        var brighter = image.Clone();
        for (var i = 0; i < image.Length; i++)
            brighter.Data[i] += (byte)offset;

        var (before, after) = (Extract(image), Extract(brighter));

        return before.Windows.Zip(after.Windows).All(pair => Math.Abs(pair.First - pair.Second) <= 1)
            && before.Wave.Zip(after.Wave).All(pair => Math.Abs(pair.First - pair.Second) <= 1)
            && before.Thumbnail.Zip(after.Thumbnail).All(pair => Math.Abs(pair.First - pair.Second) <= 4);
    });

    [Fact]
    public void A_window_has_at_most_unit_energy_however_strong_the_contrast() => Noise.Sample(image =>
    {
        var layout = LayoutOf(image);
        var (windows, _, thumbnail) = Extract(image);

        var isBounded = layout.Windows.Select((window, i) => windows.AsSpan(layout.Offsets[i], window.Dimension).ToArray().Average(v => v * v))
            .All(energy => energy <= Math.Pow(WindowExtractor.WindowScale + 0.5, 2));
        return isBounded && thumbnail.Sum(v => (double)v * v) <= Math.Pow(WindowExtractor.ThumbnailScale + 8, 2);
    });

    [Fact]
    public void A_window_is_the_residual_over_its_root_mean_square_and_the_noise_floor()
    {
        var image = Drawings.Draw(1, 20, 18, 1, 3);
        var layout = LayoutOf(image);
        var (windows, _, _) = Extract(image);

        for (var i = 0; i < layout.Windows.Count(window => window.Level == 0); i++)
        {
            var window = layout.Windows[i];
            var residuals = (from y in Enumerable.Range(window.Row, window.Side) from x in Enumerable.Range(window.Column, window.Side) select Residual(image, x, y)).ToArray();
            var divisor = Math.Sqrt(residuals.Average(value => value * value) + 4);
            for (var k = 0; k < residuals.Length; k++)
                ((double)windows[layout.Offsets[i] + k]).Should().BeApproximately(residuals[k] / divisor * WindowExtractor.WindowScale, 0.51);
        }
    }

    [Fact]
    public void Colour_that_is_everywhere_equal_gives_no_chroma()
    {
        var image = Coloured(Drawings.Draw(1, 16, 16, 1, 3));
        var layout = LayoutOf(image);
        var (windows, _, _) = Extract(image);

        for (var i = 0; i < layout.Windows.Count; i++)
        {
            var vector = windows.AsSpan(layout.Offsets[i], layout.Windows[i].Dimension).ToArray();
            vector[64..].Should().OnlyContain(value => value == 0);
            vector[..64].Should().Contain(value => value != 0);
        }
    }

    [Fact]
    public void Gray_images_that_are_stored_as_colour_are_gray_images()
    {
        var gray = TestSet.Drawn(classes: 2, perClass: 4, width: 16, height: 16, channels: 1);
        using var one = LoadedSet.Of(gray);
        using var three = LoadedSet.Of(new TestSet([.. gray.Images.Select(image => image with { Pixels = Coloured(image.Pixels) })]));

        for (var row = 0; row < gray.Images.Count; row++)
        {
            var (a, b) = (one.Context.Views.Read(one.Dataset.Samples[row]).Whole, three.Context.Views.Read(three.Dataset.Samples[row]).Whole);
            b.Channels.Should().Be(1);
            Extract(b).Windows.Should().Equal(Extract(a).Windows);
        }
    }

    [Fact]
    public void Rows_of_a_block_do_not_touch_one_another()
    {
        var (first, second) = (Drawings.Draw(0, 16, 16, 3, 1), Drawings.Draw(1, 16, 16, 3, 2));
        var layout = LayoutOf(first);
        var extractor = new WindowExtractor(layout);
        var block = new sbyte[2 * layout.Offsets[^1]];
        var (wave, thumbnail) = (new sbyte[256], new short[WindowExtractor.ThumbnailLength]);

        extractor.Extract(new SampleViews(second, []), block, 2, 1, wave, thumbnail);
        extractor.Extract(new SampleViews(first, []), block, 2, 0, wave, thumbnail);

        for (var i = 0; i < layout.Windows.Count; i++)
        {
            var dimension = layout.Windows[i].Dimension;
            var rows = block.AsSpan(2 * layout.Offsets[i], 2 * dimension);
            rows[..dimension].ToArray().Should().Equal(Extract(first).Windows[layout.Offsets[i]..layout.Offsets[i + 1]]);
            rows[dimension..].ToArray().Should().Equal(Extract(second).Windows[layout.Offsets[i]..layout.Offsets[i + 1]]);
        }
    }

    private static WindowLayout LayoutOf(PixelBuffer image) => new(new ViewGeometry(image.Width, image.Height, image.Channels, HasCrops: false));

    private static (sbyte[] Windows, sbyte[] Wave, short[] Thumbnail) Extract(PixelBuffer image)
    {
        var layout = LayoutOf(image);
        var windows = new sbyte[layout.Offsets[^1]];
        var wave = new sbyte[layout.WaveSize.Width * layout.WaveSize.Height];
        var thumbnail = new short[WindowExtractor.ThumbnailLength];
        new WindowExtractor(layout).Extract(new SampleViews(image, []), windows, 1, 0, wave, thumbnail);
        return (windows, wave, thumbnail);
    }

    /// <summary>A pixel minus the mean of its 5 x 5 neighbours; the edge goes on.</summary>
    private static double Residual(PixelBuffer image, int x, int y)
    {
        var sum = 0.0;
        for (var dy = -2; dy <= 2; dy++)
        {
            for (var dx = -2; dx <= 2; dx++)
                sum += image.Row(Math.Clamp(y + dy, 0, image.Height - 1))[Math.Clamp(x + dx, 0, image.Width - 1)];
        }

        return image.Row(y)[x] - (sum / 25);
    }

    private static PixelBuffer Coloured(PixelBuffer gray)
    {
        var image = new PixelBuffer(gray.Width, gray.Height, 3);
        for (var i = 0; i < image.Length; i++)
            image.Data[i] = gray.Data[i / 3];

        return image;
    }
}
