using CsCheck;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Learning.Tests.Auditing.Triggers;

public sealed class SolidSquareTests
{
    private static readonly Gen<ByteImages> Pictures = Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Bool, (height, width, isGray) => new ByteImages(2, height, width, isGray ? 1 : 3));

    [Fact]
    public void Squares_of_three_and_four_pixels_are_tried_in_pictures_of_28_and_32()
    {
        foreach (var side in (int[])[28, 32])
            SolidSquare.Everywhere(new ByteImages(1, side, side, 1)).Select(square => square.Side).Distinct().Should().Equal(3, 4);
    }

    [Fact]
    public void Every_pixel_is_covered_in_every_colour_and_none_beyond_the_border() => Pictures.Sample(images =>
    {
        var covered = new HashSet<(int X, int Y, int Colour)>();
        foreach (var square in SolidSquare.Everywhere(images))
        {
            for (var y = square.Top; y < square.Top + square.Side; y++)
            {
                for (var x = square.Left; x < square.Left + square.Side; x++)
                    covered.Add((x, y, square.Colour));
            }
        }

        return covered.Count == images.Width * images.Height * (1 << images.Channels) && covered.All(pixel => pixel is { X: >= 0, Y: >= 0 } && pixel.X < images.Width && pixel.Y < images.Height);
    }, iter: 200);

    [Fact]
    public void What_hardly_differs_lies_within_the_picture_and_has_the_colour() => Gen.Select(Pictures, Gen.Int[0, 10_000]).Sample((images, at) =>
    {
        var all = SolidSquare.Everywhere(images);
        var square = all[at % all.Length];
        var near = square.Near(images).ToList();
        return near.Contains(square) && near.All(one => one.Colour == square.Colour && one is { Left: >= 0, Top: >= 0 } && one.Left + one.Side <= images.Width && one.Top + one.Side <= images.Height);
    }, iter: 200);

    [Fact]
    public void The_stamp_of_a_square_paints_what_the_square_paints() => Gen.Select(Pictures, Gen.Int[0, 10_000], Gen.Int).Sample((images, at, seed) =>
    {
        var random = new Random(seed);
        random.NextBytes(images[0]);
        random.NextBytes(images[1]);
        var all = SolidSquare.Everywhere(images);
        var square = all[at % all.Length];
        var (painted, stamped) = (square.On(images, [1, 0]), StampedImages.Of(images, [1, 0], square.StampOn(images)));
        return painted[0].SequenceEqual(stamped[0]) && painted[1].SequenceEqual(stamped[1]) && square.StampOn(images).Size == square.Side * square.Side;
    }, iter: 200);

    [Theory]
    [InlineData(1, 0, "black")]
    [InlineData(1, 1, "white")]
    [InlineData(3, 0, "black")]
    [InlineData(3, 3, "yellow")]
    [InlineData(3, 7, "white")]
    public void A_colour_has_the_name_of_the_channels_that_are_full(int channels, int colour, string name) => new SolidSquare(0, 0, 1, colour).NameOf(channels).Should().Be(name);
}
