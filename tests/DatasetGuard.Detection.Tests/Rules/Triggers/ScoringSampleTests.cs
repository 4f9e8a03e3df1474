using DatasetGuard.Detection.Rules.Triggers;

namespace DatasetGuard.Detection.Tests.Rules.Triggers;

public sealed class ScoringSampleTests
{
    private const int LeastOfCarrier = 8;
    private const int ClassesPerCarrier = 4;

    /// <summary>Many small classes.</summary>
    internal static readonly TestSet Many = TestSet.Drawn(classes: 420, perClass: 40, width: 8, height: 8, channels: 1);

    private static readonly TestSet Large = TestSet.Drawn(classes: 6, perClass: 3000, width: 8, height: 8, channels: 1);

    public static readonly TheoryData<bool> Both = [true, false];

    [Fact]
    public void Where_it_would_be_a_good_part_of_all_there_is_none()
    {
        using var loaded = LoadedSet.Of(TestSet.Drawn(classes: 4, perClass: 1000, width: 8, height: 8, channels: 1));

        ScoringSample.Of(loaded.Extract(), seed: 1).Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void Its_rows_are_different_ones_in_runs_of_one_class(bool hasManyClasses)
    {
        using var loaded = LoadedSet.Of(hasManyClasses ? Many : Large);
        var features = loaded.Extract();

        var runs = ScoringSample.Of(features, seed: 1)!.Runs;

        var rows = runs.SelectMany(run => Enumerable.Range(run.First, run.Count)).ToList();
        rows.Should().OnlyHaveUniqueItems();
        rows.Count.Should().BeInRange(4000, 4096);
        Func<int, int> classOf = row => Array.FindLastIndex(features.ClassStarts, start => start <= row);
        runs.Should().OnlyContain(run => classOf(run.First) == classOf(run.First + run.Count - 1));
        runs.Select(run => classOf(run.First)).Distinct().Count().Should().BeGreaterThanOrEqualTo(hasManyClasses ? 64 : 6);
    }

    [Fact]
    public void Another_last_image_draws_others()
    {
        int[] Drawn(TestSet set)
        {
            using var loaded = LoadedSet.Of(set);
            return [.. ScoringSample.Of(loaded.Extract(), seed: 1)!.Runs.Select(run => run.First)];
        }

        var drawn = Drawn(Large);

        Drawn(Large).Should().Equal(drawn);
        Drawn(new TestSet([.. Large.Images.SkipLast(1), Large.Images[^1] with { Pixels = Drawings.Draw(5, 8, 8, 1, 99) }])).Should().NotEqual(drawn);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public void What_hits_all_is_surely_common(bool hasManyClasses)
    {
        using var loaded = LoadedSet.Of(hasManyClasses ? Many : Large);

        var (least, likely) = Shares(loaded, _ => 1);

        likely.Should().BeApproximately(1, 1e-9);
        least.Should().BeInRange(0.9, 1);
    }

    [Fact]
    public void A_class_that_may_carry_the_trigger_makes_nothing_common()
    {
        using var loaded = LoadedSet.Of(Large);

        var (least, likely) = Shares(loaded, c => c == 2 ? 0.02 : 0);

        likely.Should().BePositive();
        least.Should().Be(0);
    }

    [Fact]
    public void So_many_classes_are_not_all_carriers()
    {
        using var loaded = LoadedSet.Of(Large);

        Shares(loaded, c => c is 2 or 3 ? 0.1 : 0).Least.Should().BePositive("one of the five others may be a carrier, and two are hit");
    }

    [Fact]
    public void Small_classes_count_by_their_size()
    {
        using var loaded = LoadedSet.Of(new TestSet([.. Large.Images, .. TestSet.Drawn(classes: 30, perClass: 20, width: 8, height: 8, channels: 1).Images
            .Select(image => image with { Id = $"small{image.Id}", Class = $"small{image.Class}" })]));

        Shares(loaded, c => c >= 6 ? 1 : 0).Likely.Should().BeInRange(0.005, 600.0 / 15_000);
    }

    [Fact]
    public void A_few_hits_may_be_chance()
    {
        using var loaded = LoadedSet.Of(Large);

        Shares(loaded, c => 1 / 680.0).Least.Should().Be(0);
    }

    private static (double Least, double Likely) Shares(LoadedSet loaded, Func<int, double> shareOf)
    {
        var features = loaded.Extract();
        var sample = ScoringSample.Of(features, seed: 1)!;
        var hits = new int[features.ClassStarts.Length - 1];
        foreach (var (first, count) in sample.Runs)
            hits[Array.FindLastIndex(features.ClassStarts, start => start <= first)] += count;

        return sample.SharesHit(0, [.. hits.Select((count, c) => (int)(count * shareOf(c)))], LeastOfCarrier, ClassesPerCarrier);
    }
}
