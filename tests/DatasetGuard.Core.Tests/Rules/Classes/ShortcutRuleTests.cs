using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Rules.Classes;

namespace DatasetGuard.Core.Tests.Rules.Classes;

public sealed class ShortcutRuleTests
{
    [Fact]
    public void A_property_that_tells_the_class_is_named_with_its_accuracy()
    {
        var finding = new ShortcutRule().Evaluate(Sets(4, (label, random) => (label * 500) + random.Next(510))).Findings.Should().ContainSingle().Which;

        finding.Message.Should().Contain("the file size alone (9").And.NotContain("width").And.Contain("naming the largest class is right in 25");
        finding.Score.Should().BeGreaterThan(finding.Threshold!.Value);
        finding.Samples.Should().BeEmpty();
    }

    [Fact]
    public void A_property_that_says_half_is_silent() =>
        new ShortcutRule().Evaluate(Sets(4, (label, random) => (label * 500) + random.Next(1500))).Findings.Should().BeEmpty();

    [Theory]
    [InlineData(0.3, 1)]
    [InlineData(0.99, 0)]
    public void The_skill_can_be_set(double value, int findings) =>
        new ShortcutRule().Evaluate(Sets(4, (label, random) => (label * 500) + random.Next(value > 0.5 ? 510 : 1000)), Options.With("DG1306", "skill", value)).Findings.Should().HaveCount(findings);

    [Fact]
    public void The_baseline_is_the_share_of_the_largest_class()
    {
        // Nine in ten are of one class: whoever names it is right in 90 %, and that is no shortcut.
        var samples = Samples.Many(900).Concat(Samples.Many(100, 1)).Select((sample, i) => WithLength(sample, new Random(i).Next(1000)));

        new ShortcutRule().Evaluate(samples).Findings.Should().BeEmpty();
    }

    [Fact]
    public void The_settings_of_the_encoder_are_a_property_too()
    {
        var samples = Sets(3, (_, random) => random.Next(1000)).Select(sample => sample with { Encoding = sample.Encoding! with { Fingerprint = Samples.SavedWith(7 * (uint)sample.ClassIndex) } });

        new ShortcutRule().Evaluate(samples).Findings.Should().ContainSingle().Which.Message.Should().Contain("the encoder alone (100");
    }

    [Fact]
    public void Random_properties_of_small_sets_are_silent()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            var samples = Samples.Many(20).Concat(Samples.Many(20, 1)).Select(sample => WithLength(sample, random.Next(1000)) with
            {
                Appearance = sample.Appearance! with { Red = random.NextSingle(), Green = random.NextSingle(), Blue = random.NextSingle(), Entropy = random.NextSingle() },
            });
            new ShortcutRule().Evaluate(samples).Findings.Should().BeEmpty();
        }
    }

    [Fact]
    public void Too_few_images_are_skipped_with_the_reason() =>
        new ShortcutRule().Evaluate(Samples.Many(19).Concat(Samples.Many(19, 1))).Skipped.Should().ContainKey("DG1306");

    private static List<Sample> Sets(int classes, Func<int, Random, int> length)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, classes).SelectMany(label => Samples.Many(200, label).Select(sample => WithLength(sample, length(label, random))))];
    }

    private static Sample WithLength(Sample sample, int length) => sample with { Encoding = sample.Encoding! with { Length = length } };
}
