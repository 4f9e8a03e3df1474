using CsCheck;
using DatasetGuard.Detection.Features.Surrogates;

namespace DatasetGuard.Detection.Tests.Features.Surrogates;

public sealed class TrainingPartTests
{
    /// <summary>1000 of class 0, 300 of class 1, 20 of class 2.</summary>
    private static readonly int[] Labels = [.. Enumerable.Range(0, 1320).Select(row => row < 1000 ? 0 : row < 1300 ? 1 : 2)];

    private static readonly int[] All = [.. Enumerable.Range(0, Labels.Length)];

    [Fact]
    public void Takes_everything_when_it_fits() => TrainingPart.Choose(All, Labels, 3, Labels.Length, seed: 1).Should().Equal(All);

    [Fact]
    public void Takes_from_each_class_as_evenly_as_the_classes_allow()
    {
        var chosen = TrainingPart.Choose(All, Labels, 3, most: 420, seed: 1);

        chosen.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        chosen.CountBy(row => Labels[row]).OrderBy(pair => pair.Key).Select(pair => pair.Value).Should().Equal(200, 200, 20);
    }

    [Fact]
    public void The_seed_decides_which_rows_are_left_out()
    {
        var chosen = TrainingPart.Choose(All, Labels, 3, most: 100, seed: 1);

        TrainingPart.Choose(All, Labels, 3, most: 100, seed: 1).Should().Equal(chosen);
        TrainingPart.Choose(All, Labels, 3, most: 100, seed: 2).Should().NotEqual(chosen);
    }

    [Fact]
    public void Of_more_classes_than_rows_it_takes_one_row_of_some()
    {
        int[] labels = [.. Enumerable.Range(0, 100).Select(row => row / 2)];

        var chosen = TrainingPart.Choose([.. Enumerable.Range(0, 100)], labels, 50, most: 30, seed: 1);

        chosen.Should().HaveCount(30).And.BeInAscendingOrder();
        chosen.Select(row => labels[row]).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Any_classes_give_no_more_than_asked_and_lose_less_than_one_row_a_class()
    {
        Gen.Select(Gen.Int[0, 40].Array[1, 12], Gen.Int[1, 200], Gen.Int).Sample((counts, most, seed) =>
        {
            int[] labels = [.. counts.SelectMany((count, c) => Enumerable.Repeat(c, count))];
            var chosen = TrainingPart.Choose([.. Enumerable.Range(0, labels.Length)], labels, counts.Length, most, seed);
            return chosen.Length <= most && chosen.Length > Math.Min(labels.Length, most) - counts.Length && chosen.Distinct().Count() == chosen.Length;
        });
    }
}
