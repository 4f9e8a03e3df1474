using DatasetGuard.Detection.Verification;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Detection.Tests.Verification;

public sealed class TransplantTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 3)]
    [InlineData(2, 1)]
    public void A_square_is_copied_to_the_same_place_and_nothing_else(int left, int top)
    {
        var images = Noise.Images(2, width: 9, height: 7, channels: 3, seed: 1);
        var to = images[1].ToArray();

        Transplant.CopyWindow(images[0], to, images, (left, top), side: 4);

        for (var at = 0; at < to.Length; at++)
        {
            var (x, y) = (at / 3 % 9, at / 3 / 9);
            var isInside = x >= left && x < left + 4 && y >= top && y < top + 4;
            to[at].Should().Be(images[isInside ? 0 : 1][at]);
        }
    }

    [Theory]
    [InlineData(16, 12, 3)]
    [InlineData(8, 8, 1)]
    [InlineData(12, 4, 3)]
    public void A_tile_is_mirrored_at_every_side_of_its_square(int width, int height, int channels)
    {
        var images = Noise.Images(1, width, height, channels, seed: 2);
        var side = Math.Min(width, height) / 2;
        int Across(int at) => (2 * ((at / side) + 1) * side) - 1 - at;

        var tile = Transplant.Tile(images[0], images);

        for (var at = 0; at < tile.Length; at++)
        {
            var (channel, x, y) = (at % channels, at / channels % width, at / channels / width);
            if (Across(x) < width)
                tile[at].Should().Be(tile[(((y * width) + Across(x)) * channels) + channel]);
            if (Across(y) < height)
                tile[at].Should().Be(tile[(((Across(y) * width) + x) * channels) + channel]);
        }
    }

    /// <summary>The right bottom quarter has a faint chequer, all else a strong one.</summary>
    [Fact]
    public void A_tile_is_the_residual_of_the_flattest_square()
    {
        var images = new ByteImages(1, 16, 16, 1);
        for (var at = 0; at < images.Length; at++)
        {
            var (x, y) = (at % 16, at / 16);
            images[0][at] = (byte)(128 + ((x >= 8 && y >= 8 ? 3 : 60) * ((x + y) % 2 == 0 ? 1 : -1)));
        }

        var tile = Transplant.Tile(images[0], images);

        var blurred = BoxBlur.Apply(images[0], images, 4);
        for (var at = 0; at < 64; at++)
        {
            var from = ((8 + (at / 8)) * 16) + 8 + (at % 8);
            tile[(at / 8 * 16) + (at % 8)].Should().BeApproximately(images[0][from] - blurred[from], 1e-3f);
        }
    }

    [Theory]
    [InlineData(7, 5)]
    [InlineData(5, 40)]
    public void Odd_sides_are_tiled_over_the_whole_picture(int width, int height)
    {
        var images = Noise.Images(1, width, height, 1, seed: 3);

        Transplant.Tile(images[0], images).Should().HaveCount(width * height).And.OnlyContain(value => Math.Abs(value) <= 255).And.NotContain(0);
    }

    [Fact]
    public void An_even_picture_has_nothing_to_add()
    {
        var images = Noise.Images(2, width: 8, height: 8, channels: 3, seed: 4);
        images[0].Fill(77);
        var to = new byte[images.Length];

        Transplant.Add(images[1], Transplant.Tile(images[0], images), to);

        to.Should().Equal(images[1].ToArray());
    }

    [Fact]
    public void What_is_added_stays_within_a_byte()
    {
        var to = new byte[4];

        Transplant.Add([250, 3, 100, 100], [10, -10, 0.4f, -0.6f], to);

        to.Should().Equal(255, 0, 100, 99);
    }
}
