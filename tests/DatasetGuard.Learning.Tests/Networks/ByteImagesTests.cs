using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using TorchSharp;

namespace DatasetGuard.Learning.Tests.Networks;

public sealed class ByteImagesTests
{
    public ByteImagesTests() => LibTorch.EnsureLoaded();

    [Fact]
    public void A_batch_has_the_chosen_rows_channel_by_channel_and_normalised()
    {
        using var scope = torch.NewDisposeScope();
        var images = Counted(count: 4, height: 2, width: 3, channels: 3);

        var batch = images.Batch([2, 0]);

        batch.shape.Should().Equal(2, 3, 2, 3);
        batch.dtype.Should().Be(torch.ScalarType.Float32);
        foreach (var (row, image) in new[] { (0, 2), (1, 0) })
        {
            for (var channel = 0; channel < 3; channel++)
            {
                for (var at = 0; at < 6; at++)
                    batch[row, channel, at / 3, at % 3].item<float>().Should().Be((images[image][(at * 3) + channel] - 120f) / 64);
            }
        }
    }

    [Fact]
    public void A_batch_keeps_the_channels_of_a_pixel_side_by_side_in_memory()
    {
        using var scope = torch.NewDisposeScope();

        Counted(count: 2, height: 4, width: 5, channels: 3).Batch([1, 0]).stride().Should().Equal(60, 1, 15, 3);
    }

    [Fact]
    public void Images_are_apart_and_empty_at_first()
    {
        var images = new ByteImages(3, 2, 2, 1);

        images[1].Fill(7);

        (images.Count, images.Height, images.Width, images.Channels, images.Length).Should().Be((3, 2, 2, 1, 4));
        images[0].ToArray().Should().OnlyContain(value => value == 0);
        images[1].ToArray().Should().OnlyContain(value => value == 7);
        images[2].ToArray().Should().OnlyContain(value => value == 0);
    }

    private static ByteImages Counted(int count, int height, int width, int channels)
    {
        var images = new ByteImages(count, height, width, channels);
        for (var i = 0; i < count; i++)
        {
            for (var at = 0; at < images.Length; at++)
                images[i][at] = (byte)((i * 53) + (at * 11));
        }

        return images;
    }
}
