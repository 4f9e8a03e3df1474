using DatasetGuard.Core.Imaging;
using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Tests.Features;

public sealed class ClassRowsTests
{
    [Fact]
    public void Orders_labelled_images_by_class_and_keeps_their_order_within()
    {
        var pixels = new PixelBuffer(4, 4, 1);
        using var loaded = LoadedSet.Of(TestSet.Of(("b", pixels), ("a", pixels), ("b", pixels), (null!, pixels), ("c", pixels), ("a", pixels)));

        var rows = ClassRows.Of(loaded.Dataset);

        loaded.Dataset.Classes.Should().Equal("a", "b", "c");
        rows.Samples.Should().Equal(1, 5, 0, 2, 4);
        rows.Labels.Should().Equal(0, 0, 1, 1, 2);
        rows.Starts.Should().Equal(0, 2, 4, 5);
        (rows.Count, rows.Classes, rows.CountOf(1)).Should().Be((5, 3, 2));
        rows.Of(1).Should().Equal(2, 3);
    }

    [Fact]
    public void An_empty_dataset_has_no_rows()
    {
        using var loaded = LoadedSet.Of(TestSet.Of());

        var rows = ClassRows.Of(loaded.Dataset);

        (rows.Count, rows.Classes).Should().Be((0, 0));
    }
}
