using DatasetGuard.Core.Imaging;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Verification;

namespace DatasetGuard.Detection.Tests.Verification;

public sealed class OtherClassesTests
{
    [Fact]
    public void The_rank_is_the_share_of_images_of_other_classes_that_are_less_probably_of_the_class()
    {
        var pixels = new PixelBuffer(4, 4, 1);
        using var loaded = LoadedSet.Of(TestSet.Of(("a", pixels), ("b", pixels), ("b", pixels), ("b", pixels), ("b", pixels), ("a", pixels)));
        var others = new OtherClasses(ClassRows.Of(loaded.Dataset), [0, 1, 2, 3, 4, 5]);
        foreach (var (row, probability) in ((int, double)[])[(0, 0.9), (1, 0.9), (2, 0.1), (3, 0.2), (4, 0.4), (5, 0.3)])
            others.Receive(row, [(float)Math.Log(probability / (1 - probability)), 0]);

        others.RankOf(0, 0.15).Should().Be(0.25);
        others.RankOf(0, 0.25).Should().Be(0.5);
        others.RankOf(0, 0.95).Should().Be(1);
    }

    [Fact]
    public void Without_images_of_other_classes_nothing_is_foreign()
    {
        var pixels = new PixelBuffer(4, 4, 1);
        using var loaded = LoadedSet.Of(TestSet.Of(("a", pixels), ("a", pixels)));

        new OtherClasses(ClassRows.Of(loaded.Dataset), [0, 1]).RankOf(0, 0.001).Should().Be(1);
    }

    [Fact]
    public void Of_very_many_images_some_of_every_class_are_kept()
    {
        var pixels = new PixelBuffer(4, 4, 1);
        using var loaded = LoadedSet.Of(TestSet.Of([.. Enumerable.Range(0, 5_000).Select(i => ($"class {i % 2}", pixels))]));
        var rows = ClassRows.Of(loaded.Dataset);
        var others = new OtherClasses(rows, [.. Enumerable.Range(0, rows.Count)]);
        for (var row = 0; row < rows.Count; row++)
            others.Receive(row, [row % 7 < 3 ? 5 : -5, 0]);

        others.RankOf(0, 0.5).Should().BeApproximately(4.0 / 7, 0.02);
        others.RankOf(1, 0.5).Should().BeApproximately(3.0 / 7, 0.02);
    }
}
