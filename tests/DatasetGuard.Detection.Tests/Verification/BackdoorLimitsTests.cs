using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Verification;

namespace DatasetGuard.Detection.Tests.Verification;

public sealed class BackdoorLimitsTests
{
    [Fact]
    public void Nothing_is_suspected_from_more_on_than_it_is_shown()
    {
        var low = new BackdoorLimits(0.2, 0.2, 0.2);
        var high = new BackdoorLimits(0.9, 0.9, 0.9);

        (low.SquaresSuspected, low.PatternsSuspected, low.GainSuspected).Should().Be((0.2, 0.2, 0.2));
        (high.SquaresSuspected, high.PatternsSuspected, high.GainSuspected).Should().Be((0.4, 0.6, 0.55));
    }

    [Theory]
    [InlineData(0.4, 0.45, true, true)]
    [InlineData(0.5, 0.45, false, true)]
    [InlineData(0.5, 0.25, false, false)]
    [InlineData(0.2, 0.42, true, true)]
    public void The_share_of_squares_decides_what_is_shown_and_what_is_suspected(double limit, double share, bool isShown, bool isSuspected)
    {
        var flips = Enumerable.Range(0, 100).Select(i => i < 100 * share ? 1f : 0f).ToArray();
        var proof = Proofs.OfSquares(flips) with { Limits = BackdoorLimits.Default with { Squares = limit } };

        (proof.IsShown, proof.IsSuspected).Should().Be((isShown, isSuspected));
    }

    [Theory]
    [InlineData(0.7, 0.65, false, true)]
    [InlineData(0.6, 0.65, true, true)]
    [InlineData(0.5, 0.55, true, true)]
    [InlineData(0.7, 0.55, false, false)]
    public void The_mean_share_of_patterns_decides_what_is_shown_and_what_is_suspected(double limit, float share, bool isShown, bool isSuspected)
    {
        var proof = Proofs.OfPatterns([.. Enumerable.Repeat(share, 100)]) with { Limits = BackdoorLimits.Default with { Patterns = limit } };

        (proof.IsShown, proof.IsSuspected).Should().Be((isShown, isSuspected));
        proof.Threshold.Should().Be(isShown ? limit : 0.6);
    }

    [Fact]
    public void The_configuration_reaches_them()
    {
        var options = new ScanOptions
        {
            Rules = new Dictionary<string, RuleSettings> { ["DG2901"] = new() { Options = new Dictionary<string, double> { ["squares"] = 0.5, ["patterns"] = 0.8, ["gain"] = 0.7 } } },
        };

        BackdoorLimits.Of(options).Should().Be(new BackdoorLimits(0.5, 0.8, 0.7));
        BackdoorLimits.Of(new ScanOptions()).Should().Be(BackdoorLimits.Default);
    }
}
