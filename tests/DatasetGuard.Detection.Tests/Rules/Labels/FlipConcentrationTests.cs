using DatasetGuard.Detection.Rules.Labels;

namespace DatasetGuard.Detection.Tests.Rules.Labels;

public sealed class FlipConcentrationTests
{
    private static readonly int[] Counts = [.. Enumerable.Repeat(1000, 10)];

    [Fact]
    public void Flips_from_all_classes_into_one_are_an_attack()
    {
        var found = FlipConcentration.Of([.. Noise(10), .. Enumerable.Range(0, 90).Select(i => (4, (4 + 1 + (i % 9)) % 10))], Counts);

        var attack = found.Should().ContainSingle().Subject;
        attack.Class.Should().Be(4);
        attack.Share.Should().BeApproximately(0.1, 0.001);
        attack.LargestSource.Should().BeLessThan(0.2);
    }

    [Theory]
    [InlineData(0.09, 1)]
    [InlineData(0.2, 0)]
    public void The_share_can_be_set(double leastShare, int found) =>
        FlipConcentration.Of([.. Noise(10), .. Enumerable.Range(0, 90).Select(i => (4, (4 + 1 + (i % 9)) % 10))], Counts, leastShare).Should().HaveCount(found);

    [Fact]
    public void Two_classes_that_annotators_confuse_are_none()
    {
        FlipConcentration.Of([.. Noise(10), .. Enumerable.Repeat((4, 6), 90), .. Enumerable.Repeat((6, 4), 90)], Counts).Should().BeEmpty();
    }

    [Fact]
    public void A_dataset_with_as_many_flips_in_every_class_is_noisy_and_not_attacked()
    {
        FlipConcentration.Of([.. Noise(100)], Counts).Should().BeEmpty();
    }

    [Fact]
    public void A_handful_of_flips_in_a_small_class_is_none()
    {
        FlipConcentration.Of([.. Enumerable.Range(0, 8).Select(i => (0, 1 + i))], [20, .. Enumerable.Repeat(1000, 9)]).Should().BeEmpty();
    }

    private static IEnumerable<(int Label, int Looks)> Noise(int perClass) =>
        from label in Enumerable.Range(0, 10) from i in Enumerable.Range(0, perClass) select (label, (label + 1 + (i % 9)) % 10);
}
