using CsCheck;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Detection.Features.Surrogates;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Detection.Tests.Features.Surrogates;

public sealed class EdgeMapsTests
{
    private static readonly Gen<(int Width, int Height, int Channels, int Seed)> Pictures =
        Gen.Select(Gen.Int[2, 33], Gen.Int[2, 33], Gen.Bool, Gen.Int[0, 1000], (width, height, isGray, seed) => (width, height, isGray ? 1 : 3, seed));

    [Fact]
    public void A_negative_has_the_same_edges() => Pictures.Sample(picture =>
    {
        var image = Random(picture);
        var negative = new PixelBuffer(image.Width, image.Height, image.Channels, Array.ConvertAll(image.Data, value => (byte)(255 - value)));

        Close(EdgesOf(image), EdgesOf(negative)).Should().BeTrue();
    });

    [Fact]
    public void Gray_has_the_edges_of_the_same_picture_in_three_equal_channels() => Pictures.Sample(picture =>
    {
        var gray = Random(picture with { Channels = 1 });
        var colour = new PixelBuffer(gray.Width, gray.Height, 3, [.. gray.Data.SelectMany(value => Enumerable.Repeat(value, 3))]);

        Close(EdgesOf(gray), EdgesOf(colour)).Should().BeTrue();
    });

    [Fact]
    public void Twice_the_contrast_changes_strong_edges_hardly()
    {
        var faint = Drawn(x => x < 5 ? 60 : 120);
        var strong = Drawn(x => x < 5 ? 20 : 220);

        EdgesOf(faint).Zip(EdgesOf(strong), (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(30).And.BeGreaterThan(0);
    }

    [Fact]
    public void An_upright_edge_is_seen_across_and_along_both_diagonals_and_not_down()
    {
        var edges = EdgesOf(Drawn(x => x < 5 ? 0 : 200));

        int Of(int x, int y, int direction) => edges[((((y * 4) + x) * EdgeMaps.Directions) + direction)];
        Of(2, 1, 0).Should().BeGreaterThan(150);
        Of(2, 1, 1).Should().Be(0);
        Of(2, 1, 2).Should().BeGreaterThan(150);
        Of(2, 1, 3).Should().BeGreaterThan(150);
        (Of(0, 1, 0), Of(3, 1, 0)).Should().Be((0, 0));
    }

    [Theory]
    [InlineData(8, 8, 4, 4)]
    [InlineData(9, 7, 4, 3)]
    [InlineData(2, 3, 1, 1)]
    public void Maps_are_half_as_large(int width, int height, int expectedWidth, int expectedHeight)
    {
        var maps = EdgeMaps.Of(new ByteImages(2, height, width, 3));

        (maps.Count, maps.Width, maps.Height, maps.Channels).Should().Be((2, expectedWidth, expectedHeight, EdgeMaps.Directions));
        maps[1].ToArray().Should().AllBeEquivalentTo((byte)0, "a black image has no edges");
    }

    private static bool Close(byte[] one, byte[] other) => one.Zip(other, (a, b) => Math.Abs(a - b)).All(difference => difference <= 1);

    private static byte[] EdgesOf(PixelBuffer image)
    {
        var images = new ByteImages(1, image.Height, image.Width, image.Channels);
        image.Data.CopyTo(images[0]);
        return EdgeMaps.Of(images)[0].ToArray();
    }

    private static PixelBuffer Random((int Width, int Height, int Channels, int Seed) picture)
    {
        var image = new PixelBuffer(picture.Width, picture.Height, picture.Channels);
        new Random(picture.Seed).NextBytes(image.Data);
        return image;
    }

    private static PixelBuffer Drawn(Func<int, int> levelAt) => new(8, 8, 1, [.. Enumerable.Range(0, 64).Select(i => (byte)levelAt(i % 8))]);
}
