using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Screening;

namespace DatasetGuard.Learning.Tests.Screening;

[Collection(nameof(AloneInTheProcess))]
public sealed class ReconstructionTests
{
    public ReconstructionTests() => LibTorch.EnsureLoaded();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_error_of_one_pixel_shows_in_every_square_around_it(int channels)
    {
        const int Width = 5;
        var (picture, drawn) = (new byte[Width * 4 * channels], new byte[Width * 4 * channels]);
        picture.AsSpan(((1 * Width) + 2) * channels, channels).Fill(6);

        // Squares of three from left to right, above and below: the pixel lies in all of them.
        Reconstruction.LocalErrors(picture, drawn, Width, channels).Should().Equal(4, 4, 4, 4, 4, 4);
        picture.AsSpan(0, channels).Fill(6);
        Reconstruction.LocalErrors(picture, drawn, Width, channels).Should().Equal(8, 4, 4, 4, 4, 4);
    }

    [Fact]
    public void An_error_counts_by_what_is_usual_at_its_place()
    {
        Reconstruction.LargestExcess([10, 10], [100, 1], floor: 1).Should().Be(5);
        Reconstruction.LargestExcess([0, 0], [0, 0], floor: 0).Should().Be(0);
        Reconstruction.LargestExcess([1, 0], [0, 0], floor: 0).Should().BeLessThan(double.PositiveInfinity);
    }

    [Fact]
    public void A_mark_where_clean_pictures_have_none_is_the_most_unusual()
    {
        var clean = Slopes(120, seed: 1);
        using var autoencoder = new Autoencoder(1, seed: 1);
        AutoencoderTrainer.Train(autoencoder, clean, seed: 1, () => { }, TestContext.Current.CancellationToken);
        var detector = new Reconstruction(autoencoder, clean);
        var marked = Slopes(20, seed: 2);
        for (var i = 0; i < marked.Count; i++)
        {
            foreach (var at in (int[])[0, 2, 13, 24, 26])
                marked[i][at] = 255;
        }

        Scores(detector, marked).Min().Should().BeGreaterThan(Scores(detector, Slopes(60, seed: 3)).Max());
    }

    [Theory]
    [InlineData(4, 4, 1)]
    [InlineData(5, 7, 3)]
    [InlineData(9, 6, 1)]
    public void A_picture_of_any_size_is_drawn_in_its_own(int width, int height, int channels)
    {
        using var autoencoder = new Autoencoder(channels, seed: 1);

        var drawn = autoencoder.Restore(new ByteImages(2, height, width, channels));

        (drawn.Count, drawn.Height, drawn.Width, drawn.Channels).Should().Be((2, height, width, channels));
    }

    [Fact]
    public void A_seed_gives_the_same_pictures_and_no_tensor_is_left()
    {
        var clean = Slopes(40, seed: 1);
        var before = TorchSharp.torch.Tensor.TotalCount;

        byte[] Draw()
        {
            using var autoencoder = new Autoencoder(1, seed: 5);
            AutoencoderTrainer.Train(autoencoder, clean, seed: 5, () => { }, TestContext.Current.CancellationToken);
            return autoencoder.Restore(clean)[3].ToArray();
        }

        Draw().Should().Equal(Draw());
        TorchSharp.torch.Tensor.TotalCount.Should().Be(before);
    }

    private static double[] Scores(Reconstruction detector, ByteImages pictures)
    {
        var scores = new double[pictures.Count];
        detector.Score(pictures, scores, TestContext.Current.CancellationToken);
        return scores;
    }

    /// <summary>12 x 12 pixels, brighter to the right by chance.</summary>
    private static ByteImages Slopes(int count, int seed)
    {
        var (random, images) = (new Random(seed), new ByteImages(count, 12, 12, 1));
        for (var i = 0; i < count; i++)
        {
            var (start, rise) = (random.Next(60), random.Next(4, 12));
            for (var at = 0; at < images.Length; at++)
                images[i][at] = (byte)(start + (rise * (at % 12)) + random.Next(3));
        }

        return images;
    }
}
