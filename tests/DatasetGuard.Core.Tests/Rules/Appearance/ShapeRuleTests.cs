using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Rules.Appearance;

namespace DatasetGuard.Core.Tests.Rules.Appearance;

public sealed class ShapeRuleTests
{
    [Fact]
    public void The_odd_ones_in_size_and_shape_are_named_with_their_size()
    {
        var samples = Samples.Many(30).Select((sample, i) => Sized(sample, 300 + i, 200 + (i % 7))).ToList();
        samples[4] = Sized(samples[4], 30, 20);
        samples[9] = Sized(samples[9], 3000, 20);

        var findings = new ShapeRule().Evaluate(samples).Findings;

        findings.Select(finding => (finding.RuleId, Ids: string.Join(' ', finding.Samples.Select(flagged => flagged.Sample.Id)))).Should().Equal(
            ("DG1205", "0/-1/00004.png"),
            ("DG1206", "0/-1/00009.png"));
        findings[1].Message.Should().StartWith("1 of 30 images, more than 2.8 times as long as wide: 0/-1/00009.png (3000 x 20). ");
    }

    [Theory]
    [InlineData("DG1205", "fence", 3, 1)]
    [InlineData("DG1205", "fence", 100, 0)]
    [InlineData("DG1206", "threshold", 2, 1)]
    [InlineData("DG1206", "threshold", 3, 0)]
    public void The_limits_can_be_set(string rule, string option, double value, int findings)
    {
        var samples = Samples.Many(30).Select((sample, i) => Sized(sample, 300 + i, 200 + (i % 7))).ToList();
        samples[4] = Sized(samples[4], 30, 20);
        samples[9] = Sized(samples[9], 410, 160);

        new ShapeRule().Evaluate(samples, Options.With(rule, option, value)).Findings.Where(finding => finding.RuleId == rule).Should().HaveCount(findings);
    }

    [Fact]
    public void In_a_dataset_of_one_size_every_other_size_is_odd()
    {
        var samples = Samples.Many(30).ToList();
        samples[7] = Sized(samples[7], 33, 32);

        new ShapeRule().Evaluate(samples).Findings.Should().ContainSingle().Which.Samples.Should().ContainSingle().Which.Sample.Should().Be(samples[7]);
    }

    [Fact]
    public void Where_sizes_are_mixed_none_is_odd_and_that_is_said()
    {
        var samples = Samples.Many(30).Select((sample, i) => i % 5 == 0 ? Sized(sample, 300, 300) : sample);

        var outcome = new ShapeRule().Evaluate(samples);

        outcome.Findings.Should().BeEmpty();
        outcome.Limits.Should().ContainKey("DG1205").WhoseValue.Should().StartWith("6 of 30 images are of another size");
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 3)]
    [InlineData(10, 0)]
    [InlineData(18, 2)]
    [InlineData(20, 0)]
    public void The_fewer_of_gray_and_colour_images_are_listed(int gray, int listed)
    {
        var samples = Samples.Many(20).Select((sample, i) => sample with { Facts = sample.Facts! with { IsGray = i < gray } });

        new ShapeRule().Evaluate(samples).Findings.SelectMany(finding => finding.Samples).Should().HaveCount(listed).And.OnlyContain(flagged => flagged.Sample.Facts!.IsGray == (gray < 10));
    }

    [Fact]
    public void Nothing_is_found_in_nothing() => new ShapeRule().Evaluate([Samples.Undecoded("a")]).Findings.Should().BeEmpty();

    private static Sample Sized(Sample sample, int width, int height) => sample with { Facts = new ImageFacts("png", width, height, false) };
}
