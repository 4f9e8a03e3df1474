using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Features.Surrogates;

namespace DatasetGuard.Detection.Tests.Features.Surrogates;

public sealed class TwoFoldsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Each_image_is_asked_about_once_by_networks_that_did_not_see_it(int seed)
    {
        using var loaded = LoadedSet.Of(TestSet.Drawn(classes: 3, perClass: 11, width: 8, height: 8));
        var folds = new TwoFolds(ClassRows.Of(loaded.Dataset), seed);

        var (first, second) = (folds.Of(0), folds.Of(1));

        first.Asked.Concat(second.Asked).Should().BeEquivalentTo(Enumerable.Range(0, 33));
        (first.Training, second.Training).Should().BeEquivalentTo((second.Asked, first.Asked));
        Math.Abs(first.Asked.Length - second.Asked.Length).Should().Be(1);
    }

    [Fact]
    public void The_seed_decides_who_is_in_which_half()
    {
        using var loaded = LoadedSet.Of(TestSet.Drawn(classes: 3, perClass: 11, width: 8, height: 8));
        var rows = ClassRows.Of(loaded.Dataset);

        new TwoFolds(rows, 1).Of(0).Asked.Should().NotEqual(new TwoFolds(rows, 2).Of(0).Asked);
    }
}
