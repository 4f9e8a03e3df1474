using CsCheck;
using DatasetGuard.Detection.Verification;

namespace DatasetGuard.Detection.Tests.Verification;

public sealed class WithholdingNetworksTests
{
    [Fact]
    public void Single_images_come_into_four_quarters_of_one_size()
    {
        var quartered = Quartered([.. Enumerable.Repeat(1, 40)]);

        quartered.CountBy(item => item.Quarter).Select(pair => (pair.Key, pair.Value)).Should().BeEquivalentTo([(1, 10), (2, 10), (3, 10), (4, 10)]);
    }

    [Fact]
    public void The_largest_group_is_not_asked_about() =>
        Quartered([20, .. Enumerable.Repeat(1, 30)])[0].Quarter.Should().Be(4);

    [Theory]
    [InlineData("eight single images are asked about", new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 }, true)]
    [InlineData("seven", new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 }, false)]
    [InlineData("forty images of four tracks", new[] { 10, 10, 10, 10 }, false)]
    public void Where_few_groups_are_asked_about_none_is(string situation, int[] sizes, bool isAsked) =>
        Quartered(sizes).Any(item => item.Quarter <= 2).Should().Be(isAsked, situation);

    [Fact]
    public void What_is_left_out_with_a_group_does_not_count() =>
        WithholdingNetworks.Quartered([.. Enumerable.Range(0, 40).Select(row => new[] { row })], [0, 1, 2, 3, 4, 5, 6]).Should().OnlyContain(item => item.Quarter == 4);

    [Fact]
    public void Every_group_is_in_one_quarter_and_no_quarter_is_larger_than_the_next_by_more_than_a_group() => Gen.Int[1, 6].Array[32, 80].Sample(sizes =>
    {
        var quartered = Quartered([.. sizes.OrderDescending()]);

        quartered.SelectMany(item => item.Group).Order().Should().Equal(Enumerable.Range(0, sizes.Sum()));
        var images = quartered.GroupBy(item => item.Quarter, (_, items) => items.Sum(item => item.Group.Length)).ToList();
        (images.Max() - images.Min()).Should().BeLessThanOrEqualTo(sizes.Max());
    });

    private static IReadOnlyList<(int[] Group, int Quarter)> Quartered(int[] sizes)
    {
        var groups = new List<int[]>();
        foreach (var size in sizes)
            groups.Add([.. Enumerable.Range(groups.Sum(group => group.Length), size)]);

        return WithholdingNetworks.Quartered(groups, [.. groups.SelectMany(group => group)]);
    }
}
