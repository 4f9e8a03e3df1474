using CsCheck;
using DatasetGuard.Detection.Rules.Triggers;

namespace DatasetGuard.Detection.Tests.Rules.Triggers;

public sealed class SeedsTests
{
    [Theory]
    [InlineData(10_000, 0.005, 50)]
    [InlineData(100, 0.005, 8)]
    [InlineData(5, 0.005, 5)]
    public void A_seed_is_a_share_of_the_class_and_never_too_few(int count, double share, int expected) => Seeds.Size(count, share).Should().Be(expected);

    [Fact]
    public void Both_ends_are_the_highest_and_the_lowest_in_ascending_order_of_index() =>
        Gen.Select(Gen.Float[-5, 5].Array[1, 60], Gen.Int[1, 60]).Where((scores, size) => size <= scores.Length).Sample((scores, size) =>
        {
            var before = scores.ToArray();

            var ends = Seeds.BothEnds(scores, size);

            var sorted = scores.Order().ToArray();
            return scores.AsSpan().SequenceEqual(before)
                && ends.All(end => end.SequenceEqual(end.Distinct().Order()))
                && ends[0].Select(i => scores[i]).Order().SequenceEqual(sorted[^size..])
                && ends[1].Select(i => scores[i]).Order().SequenceEqual(sorted[..size]);
        });
}
