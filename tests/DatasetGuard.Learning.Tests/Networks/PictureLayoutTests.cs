using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Tests;

namespace DatasetGuard.Learning.Tests.Networks;

public sealed class PictureLayoutTests : IDisposable
{
    private const int Side = 100;
    private readonly TempFolder _folder = new();

    [Fact]
    public void Beside_a_large_picture_lie_its_corners_edges_and_centre_in_native_resolution()
    {
        var picture = Drawn(Side, Side);
        var (layout, seen) = See(picture, PictureLayout.WithPieces);

        (layout.Width, layout.Height, layout.Channels).Should().Be((96, 48, 3));
        for (var piece = 0; piece < 9; piece++)
        {
            var (left, top) = (piece % 3 * (Side - 16) / 2, piece / 3 * (Side - 16) / 2);
            for (var y = 0; y < 16; y++)
                Row(seen, layout, 48 + (piece % 3 * 16), (piece / 3 * 16) + y, 16).Should().Equal(picture.Row(top + y).Slice(left * 3, 16 * 3).ToArray());
        }
    }

    [Fact]
    public void The_whole_is_as_it_would_be_alone()
    {
        var picture = Drawn(Side, Side);
        var (layout, seen) = See(picture, PictureLayout.WithPieces);
        var (alone, whole) = See(picture, geometry => PictureLayout.Whole(geometry, 48));

        (alone.Width, alone.Height).Should().Be((48, 48));
        for (var y = 0; y < 48; y++)
            Row(seen, layout, 0, y, 48).Should().Equal(Row(whole, alone, 0, y, 48));
    }

    [Theory]
    [InlineData(32, 32)]
    [InlineData(28, 20)]
    [InlineData(40, 12)]
    public void A_picture_that_is_seen_in_native_resolution_stands_alone(int width, int height)
    {
        var picture = Drawn(width, height);
        var (layout, seen) = See(picture, PictureLayout.WithPieces);

        (layout.Width, layout.Height).Should().Be((width, height));
        seen[0].ToArray().Should().Equal(picture.Pixels.ToArray());
    }

    public void Dispose() => _folder.Dispose();

    private (PictureLayout Layout, ByteImages Seen) See(PixelBuffer picture, Func<ViewGeometry, PictureLayout> layoutOf)
    {
        Directory.CreateDirectory(_folder["one"]);
        File.WriteAllBytes(Path.Combine(_folder["one"], "a.png"), ImageEncoder.EncodePng(picture));
        using var store = new PixelStore(_folder.Path);
        var reader = DatasetFormats.Open(_folder.Path, "auto", DecodeLimits.Default);
        var (dataset, views) = new DatasetLoader(store, new ScanOptions { Jobs = 1 }, SilentProgress.Instance).Load([_folder.Path], [reader], default);
        var layout = layoutOf(views.Geometry);
        return (layout, layout.Load(views, [dataset.Samples.Single(sample => sample.Facts is not null)], default));
    }

    private static PixelBuffer Drawn(int width, int height)
    {
        var picture = new PixelBuffer(width, height, 3);
        for (var at = 0; at < picture.Pixels.Length; at++)
            picture.Pixels[at] = (byte)(at * 7 % 251);

        return picture;
    }

    private static byte[] Row(ByteImages images, PictureLayout layout, int left, int top, int count) =>
        images[0].Slice(((top * layout.Width) + left) * layout.Channels, count * layout.Channels).ToArray();
}
