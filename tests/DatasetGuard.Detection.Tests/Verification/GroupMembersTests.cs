using DatasetGuard.Detection.Tests.Rules.Outliers;
using DatasetGuard.Detection.Verification;

namespace DatasetGuard.Detection.Tests.Verification;

public sealed class GroupMembersTests
{
    private const int Count = 600;
    private const int Group = 60;

    [Theory]
    [InlineData(6)]
    [InlineData(24)]
    public void Finds_the_whole_group_from_a_few_of_it(int knownCount)
    {
        var space = Clouds.Space(Clouds.WithGroup(Count, Group, dimension: 12, shift: 4, axes: 3, seed: 1));

        var membership = GroupMembers.Grow(space, Known(knownCount));

        membership.Should().OnlyContain(value => value >= 0 && value <= 1);
        membership.Take(Group).Count(value => value > 0.5).Should().BeGreaterThanOrEqualTo((int)(0.95 * Group));
        membership.Skip(Group).Count(value => value > 0.5).Should().BeLessThanOrEqualTo((int)(0.01 * Count));
    }

    [Fact]
    public void One_wrong_image_among_the_known_does_not_spoil_it()
    {
        var known = Known(12);
        known[300] = true;

        var membership = GroupMembers.Grow(Clouds.Space(Clouds.WithGroup(Count, Group, dimension: 12, shift: 4, axes: 3, seed: 2)), known);

        membership[300].Should().BeLessThan(0.5);
        membership.Take(Group).Count(value => value > 0.5).Should().BeGreaterThanOrEqualTo((int)(0.9 * Group));
    }

    [Fact]
    public void The_discriminant_weighs_a_difference_by_how_little_the_axis_varies()
    {
        // Both axes differ by 3, but the second varies ten times as much: it must count for a hundredth.
        var rows = Clouds.WithGroup(2000, group: 1000, dimension: 2, shift: 3, axes: 1, seed: 3).Select((row, i) => new[] { row[0], (10 * row[1]) + (i < 1000 ? 3 : 0) });
        var space = Clouds.Space([.. rows]);

        var values = GroupMembers.Discriminant(space, [.. Enumerable.Range(0, 2000).Select(i => i < 1000)]);

        var gap = values.Take(1000).Average() - values.Skip(1000).Average();
        var spread = Math.Sqrt(values.Take(1000).Average(value => Math.Pow(value - values.Take(1000).Average(), 2)));
        (gap / spread).Should().BeApproximately(3, 0.25);
    }

    [Fact]
    public void A_mixture_divides_two_far_groups_where_the_start_was_wrong()
    {
        double[] values = [.. Clouds.Draw(100, 1, seed: 4).Select((row, i) => row[0] + (i < 20 ? 12.0 : 0))];
        bool[] start = [.. Enumerable.Range(0, 100).Select(i => i is < 5 or > 97)];

        var membership = GroupMembers.Mixture(values, start);

        membership.Take(20).Should().OnlyContain(value => value > 0.99);
        membership.Skip(20).Should().OnlyContain(value => value < 0.01);
    }

    [Fact]
    public void Images_that_are_all_alike_keep_what_is_known()
    {
        var membership = GroupMembers.Grow(Clouds.Space([.. Enumerable.Repeat(new float[] { 1, 2 }, 40)]), [.. Enumerable.Range(0, 40).Select(i => i < 8)]);

        membership.Should().OnlyContain(value => double.IsFinite(value));
        membership.Take(8).Should().OnlyContain(value => value == 1);
    }

    private static bool[] Known(int count) => [.. Enumerable.Range(0, Count).Select(i => i < count)];
}
