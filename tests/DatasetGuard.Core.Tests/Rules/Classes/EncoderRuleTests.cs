using CsCheck;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Rules.Classes;

namespace DatasetGuard.Core.Tests.Rules.Classes;

public sealed class EncoderRuleTests
{
    [Theory]
    [InlineData(7, 0, 0)]
    [InlineData(8, 0, 1)]
    [InlineData(40, 2, 1)]
    [InlineData(40, 8, 0)]
    public void Images_of_one_class_that_were_saved_anew_are_listed(int inClass, int inEachOther, int findings)
    {
        var samples = TenClasses().Select((sample, i) => i / 100 == 3 && i % 100 < inClass ? Saved(sample, 2) : sample)
            .Select((sample, i) => i / 100 != 3 && i % 100 < inEachOther ? Saved(sample, 2) : sample);

        var found = new EncoderRule().Evaluate(samples).Findings;

        found.Should().HaveCount(findings);
        found.Should().OnlyContain(finding => finding.Class == "class 3" && finding.Samples.Count == inClass && finding.Score > finding.Threshold);
    }

    [Theory]
    [InlineData("share", 0.95, 0)]
    [InlineData("share", 0.5, 1)]
    public void The_share_that_is_a_class_s_own_can_be_set(string option, double value, int findings)
    {
        var samples = TenClasses().Select((sample, i) => i % 100 < (i / 100 == 3 ? 10 : i / 100 < 5 ? 1 : 0) ? Saved(sample, 2) : sample);

        new EncoderRule().Evaluate(samples, Options.With("DG1305", option, value)).Findings.Should().HaveCount(findings);
    }

    [Theory]
    [InlineData(0.01, 1)]
    [InlineData(1e-9, 0)]
    public void The_chance_of_a_false_alarm_can_be_set(double value, int findings)
    {
        var samples = TenClasses().Select((sample, i) => i / 100 == 3 && i % 100 < 8 ? Saved(sample, 2) : sample);

        new EncoderRule().Evaluate(samples, Options.With("DG1305", "falseAlarm", value)).Findings.Should().HaveCount(findings);
    }

    [Fact]
    public void Images_that_have_settings_of_their_own_each_are_one_group()
    {
        var samples = TenClasses().Select((sample, i) => i / 100 == 3 && i % 100 < 20 ? Saved(sample, 100 + (uint)i) : sample);

        new EncoderRule().Evaluate(samples).Findings.Should().ContainSingle().Which.Message.Should().Contain("20 of 100 images of class 'class 3'").And.Contain("settings that fewer than 8 images share");
    }

    [Fact]
    public void Classes_from_different_sources_are_one_finding_about_the_dataset()
    {
        var finding = new EncoderRule().Evaluate(TenClasses().Select(sample => Saved(sample, (uint)sample.ClassIndex))).Findings.Should().ContainSingle().Which;

        finding.Class.Should().BeNull();
        finding.Message.Should().StartWith("10 of 10 classes have images that were saved in a way of their own: 'class 0' (100, JPEG, quality 75");
        finding.Measures.Should().ContainSingle(measure => measure.Name == "cramersV").Which.Value.Should().BeGreaterThan(0.95);
    }

    [Fact]
    public void Settings_that_have_nothing_to_do_with_the_class_are_silent()
    {
        var reported = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var kinds = 2 + random.Next(60);
            var samples = TenClasses().Select(sample => Saved(sample, (uint)(kinds * Math.Pow(random.NextDouble(), 2))));
            reported += new EncoderRule().Evaluate(samples).Findings.Count;
        }

        reported.Should().BeLessThanOrEqualTo(2, "one in a hundred clean sets may be reported");
    }

    [Fact]
    public void Names_and_order_do_not_change_what_is_found()
    {
        var samples = TenClasses().Select((sample, i) => i / 100 == 3 && i % 100 < 20 ? Saved(sample, 2) : sample).ToArray();
        var expected = new EncoderRule().Evaluate(samples).Findings.Single();

        Gen.Shuffle(samples).Sample(
            shuffled =>
            {
                var renamed = shuffled.Select((sample, i) => sample with { Id = $"{i:D5}.jpg" });
                var finding = new EncoderRule().Evaluate(renamed).Findings.Single();
                return finding.Fingerprint == expected.Fingerprint && finding.Message == expected.Message;
            },
            iter: 5,
            threads: 1);
    }

    [Fact]
    public void Groups_that_are_looked_for_alone_are_those_that_are_reported()
    {
        Sample[] samples = [.. TenClasses().Select((sample, i) => i / 100 == 3 && i % 100 < 20 ? Saved(sample, 2) : sample)];

        var found = EncoderRule.Find(Samples.DatasetOf(samples)).Should().ContainSingle().Which;

        found.Class.Should().Be(3);
        found.Samples.Should().BeEquivalentTo(samples[300..320]);
    }

    [Fact]
    public void Nothing_is_to_be_looked_for_where_classes_come_from_different_sources() =>
        EncoderRule.Find(Samples.DatasetOf([.. TenClasses().Select(sample => Saved(sample, (uint)sample.ClassIndex))])).Should().BeEmpty();

    [Fact]
    public void Pixels_without_an_encoding_are_skipped() =>
        new EncoderRule().Evaluate(TenClasses().Select(sample => sample with { Encoding = null })).Skipped.Should().ContainKey("DG1305");

    private static IEnumerable<Sample> TenClasses() => Enumerable.Range(0, 10).SelectMany(label => Samples.Many(100, label));

    private static Sample Saved(Sample sample, uint settings) => sample with { Encoding = new EncodingFacts { Length = 1000, Fingerprint = Samples.SavedWith(settings) } };
}
