using DatasetGuard.Detection.Verification;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Detection.Tests.Verification;

public sealed class InfluentialWindowTests(PatchedNetwork patched) : IClassFixture<PatchedNetwork>
{
    [Fact]
    public void Finds_the_patch_that_the_class_hangs_on()
    {
        var (images, corners) = PatchedNetwork.Of(label: 1, count: 60);

        var found = InfluentialWindow.Find(patched.Network, images, 1, PatchedNetwork.Patch);

        var near = found.Zip(corners, (a, b) => Math.Abs(a.X - b.X) <= 1 && Math.Abs(a.Y - b.Y) <= 1).Count(isNear => isNear);
        near.Should().BeGreaterThanOrEqualTo(54);
    }

    [Fact]
    public void Each_image_is_looked_at_by_itself()
    {
        var (images, _) = PatchedNetwork.Of(label: 1, count: 20);
        var one = new ByteImages(1, images.Height, images.Width, images.Channels);
        images[13].CopyTo(one[0]);

        InfluentialWindow.Find(patched.Network, one, 1, 4)[0].Should().Be(InfluentialWindow.Find(patched.Network, images, 1, 4)[13]);
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(5, 4)]
    [InlineData(4, 40)]
    [InlineData(9, 6)]
    public void The_square_lies_within_pictures_that_hardly_hold_it(int width, int height)
    {
        var images = Noise.Images(5, width, height, 3, seed: 1);

        InfluentialWindow.Find(patched.Network, images, 0, 4).Should().OnlyContain(corner => corner.X >= 0 && corner.X <= width - 4 && corner.Y >= 0 && corner.Y <= height - 4);
    }

    [Fact]
    public void An_even_picture_has_some_square()
    {
        var images = new ByteImages(2, 16, 16, 3);

        InfluentialWindow.Find(patched.Network, images, 1, 4).Should().OnlyContain(corner => corner.X <= 12 && corner.Y <= 12);
    }
}
