using System.Numerics;
using CsCheck;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Tests.Features;

public sealed class WindowLayoutTests
{
    private static readonly Gen<WindowLayout> Layouts = Gen.Select(Gen.Int[1, 128], Gen.Int[1, 128], Gen.Bool, Gen.Bool)
        .Select((width, height, isGray, hasCrops) => new WindowLayout(new ViewGeometry(width, height, isGray ? 1 : 3, hasCrops)));

    [Fact]
    public void Windows_are_even_and_lie_inside_their_picture() => Layouts.Sample(layout => layout.Windows.All(window =>
    {
        var (width, height) = SizeOf(layout, window);
        return window.Side >= 2 && window.Side % 2 == 0 && window.Row % 2 == 0 && window.Column % 2 == 0
            && window.Row >= 0 && window.Row + window.Side <= height && window.Column >= 0 && window.Column + window.Side <= width;
    }));

    [Fact]
    public void Windows_and_even_the_tiles_alone_leave_no_gap() => Layouts.Sample(layout => layout.Windows.GroupBy(window => (window.Picture, window.Level)).All(level =>
    {
        var (width, height) = SizeOf(layout, level.First());
        var (isSeen, isTiled) = (new bool[width * height], new bool[width * height]);
        foreach (var window in level)
        {
            for (var i = 0; i < window.Side * window.Side; i++)
            {
                var at = ((window.Row + (i / window.Side)) * width) + window.Column + (i % window.Side);
                isSeen[at] = true;
                isTiled[at] |= window.IsTile;
            }
        }

        // Of an odd side the last pixel is left out: chroma is halved.
        bool IsCovered(bool[] cover) => Enumerable.Range(0, width * height).All(i => cover[i] || i % width == (width | 1) - 1 || i / width == (height | 1) - 1);
        return IsCovered(isSeen) && IsCovered(isTiled);
    }));

    [Fact]
    public void No_window_stands_twice() => Layouts.Sample(layout => layout.Windows.Distinct().Count() == layout.Windows.Count);

    [Fact]
    public void A_window_has_its_luma_and_in_colour_half_as_many_values_of_chroma() => Layouts.Sample(layout =>
        layout.Windows.All(window => window.Dimension == window.Side * window.Side * (layout.Geometry.Channels == 3 ? 3 : 2) / 2));

    [Fact]
    public void Offsets_run_on_by_the_values_of_each_window() => Layouts.Sample(layout =>
        layout.Offsets[0] == 0
        && layout.Offsets.Zip(layout.Offsets.Skip(1), (from, to) => to - from).SequenceEqual(layout.Windows.Select(window => window.Dimension)));

    [Fact]
    public void A_window_touches_the_cells_of_the_thumbnail_that_hold_its_pixels() => Layouts.Sample(layout => layout.Windows.Where(window => window.Picture == 0).All(window =>
    {
        var (width, height) = (layout.Geometry.Width, layout.Geometry.Height);
        var touched = 0UL;
        for (var y = window.Row << window.Level; y < (window.Row + window.Side) << window.Level; y++)
        {
            for (var x = window.Column << window.Level; x < (window.Column + window.Side) << window.Level; x++)
                touched |= 1UL << ((y * 8 / height * 8) + (x * 8 / width));
        }

        // As many cells as fit into the window, and two more where it begins and ends within one.
        var most = (((window.Side << window.Level) * 8 / height) + 2) * (((window.Side << window.Level) * 8 / width) + 2);
        var cells = layout.ThumbnailCells(window);
        return cells == 0 ? most > 32 : (cells & touched) == touched && BitOperations.PopCount(cells) <= Math.Min(32, most);
    }));

    [Theory]
    [InlineData(32, 0, 0, 0, 0x0000_0000_0000_0303UL)]
    [InlineData(32, 0, 24, 24, 0xC0C0_0000_0000_0000UL)]
    [InlineData(32, 1, 8, 0, 0x0F0F_0F0F_0000_0000UL)]
    [InlineData(32, 2, 0, 0, 0UL)]
    public void The_cells_of_a_window_are_those_that_a_group_may_share(int side, int level, int row, int column, ulong cells)
    {
        var layout = new WindowLayout(new ViewGeometry(side, side, 1, HasCrops: false));

        layout.ThumbnailCells(layout.Windows.Single(window => window.Level == level && window.Row == row && window.Column == column)).Should().Be(cells);
    }

    [Fact]
    public void A_piece_in_native_resolution_touches_the_cells_at_its_place()
    {
        var layout = new WindowLayout(new ViewGeometry(128, 128, 3, HasCrops: true));

        layout.Windows.Where(window => window.Picture == 9).Select(layout.ThumbnailCells).Distinct().Should().Equal(0xC0C0_0000_0000_0000UL);
        layout.Windows.Where(window => window.Picture == 5).Select(layout.ThumbnailCells).Distinct().Should().Equal(0x0000_0018_1800_0000UL);
    }

    [Theory]
    [InlineData(32, 3, false, 59, 3)]
    [InlineData(28, 1, false, 46, 3)]
    [InlineData(64, 3, true, 204, 4)]
    [InlineData(8, 1, false, 1, 1)]
    [InlineData(1, 1, false, 0, 1)]
    public void Square_pictures_have_so_many_windows_and_levels(int side, int channels, bool hasCrops, int windows, int levels)
    {
        var layout = new WindowLayout(new ViewGeometry(side, side, channels, hasCrops));

        layout.Windows.Should().HaveCount(windows);
        layout.Levels.Should().HaveCount(levels);
    }

    [Theory]
    [InlineData(32, 32)]
    [InlineData(64, 64)]
    [InlineData(128, 64)]
    public void Sinusoids_are_looked_for_in_the_largest_level_of_at_most_64_pixels(int side, int waveSide) =>
        new WindowLayout(new ViewGeometry(side, side, 3, HasCrops: true)).WaveSize.Should().Be((waveSide, waveSide));

    private static (int Width, int Height) SizeOf(WindowLayout layout, Window window) =>
        window.Picture == 0 ? layout.Levels[window.Level] : (ViewStore.CropSide, ViewStore.CropSide);
}
