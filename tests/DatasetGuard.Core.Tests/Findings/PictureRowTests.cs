using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Tests.Findings;

public sealed class PictureRowTests
{
    [Fact]
    public void Pictures_stand_side_by_side_with_white_between_them()
    {
        var row = PictureRow.Of([new PixelBuffer(1, 2, 1, [10, 20]), new PixelBuffer(1, 2, 1, [30, 40])]);

        (row.Width, row.Height).Should().Be((4, 2));
        row.Pixels.ToArray().Should().Equal(10, 255, 255, 30, 20, 255, 255, 40);
    }
}
