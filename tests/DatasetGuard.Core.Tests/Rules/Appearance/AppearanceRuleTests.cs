using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Rules.Appearance;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Tests;

namespace DatasetGuard.Core.Tests.Rules.Appearance;

public sealed class AppearanceRuleTests
{
    [Fact]
    public void Images_beyond_a_threshold_are_one_note_with_the_worst_first()
    {
        var samples = Samples.Many(40).ToList();
        Change(samples, 3, look => look with { HighBrightness = 0.31f });
        Change(samples, 8, look => look with { HighBrightness = 0.1f });
        Change(samples, 11, look => look with { LowBrightness = 0.96f });
        Change(samples, 12, look => look with { Entropy = 2.9f });
        Change(samples, 13, look => look with { Sharpness = 0.1f });

        var outcome = new AppearanceRule().Evaluate([.. samples, Samples.Undecoded("broken")]);

        outcome.Findings.Select(finding => (finding.RuleId, finding.Level, Ids: string.Join(' ', finding.Samples.Select(flagged => flagged.Sample.Id)))).Should().Equal(
            ("DG1201", FindingLevel.Note, "0/-1/00008.png 0/-1/00003.png"),
            ("DG1202", FindingLevel.Note, "0/-1/00011.png"),
            ("DG1203", FindingLevel.Note, "0/-1/00012.png"),
            ("DG1204", FindingLevel.Note, "0/-1/00013.png"));
        outcome.Findings.Should().OnlyContain(finding => finding.Score > finding.Threshold);
        outcome.Limits.Should().BeEmpty();
        outcome.Scores.Should().OnlyContain(column => column.Values.Count == 41 && column.Values.Count(value => float.IsNaN(value)) == 1);
    }

    [Fact]
    public void The_configuration_moves_a_threshold()
    {
        var samples = Samples.Many(40).ToList();
        Change(samples, 3, look => look with { HighBrightness = 0.31f });
        Change(samples, 8, look => look with { HighBrightness = 0.1f });
        var rules = new Dictionary<string, RuleSettings> { ["DG1201"] = new() { Options = new Dictionary<string, double> { ["threshold"] = 0.8 } } };

        var finding = new AppearanceRule().Evaluate(samples, new ScanOptions { Rules = rules }).Findings.Should().ContainSingle().Which;

        finding.Threshold.Should().Be(0.8);
        finding.Samples.Should().ContainSingle().Which.Sample.Id.Should().Be("0/-1/00008.png");
    }

    [Fact]
    public void Where_many_images_are_beyond_only_those_outside_the_own_range_are_listed_and_that_is_said()
    {
        var samples = Samples.Many(40).Select((sample, i) => sample with { Appearance = sample.Appearance! with { Entropy = 2 + (i * 0.01f) } }).ToList();
        Change(samples, 20, look => look with { Entropy = 0 });

        var outcome = new AppearanceRule().Evaluate(samples);

        outcome.Findings.Should().ContainSingle().Which.Samples.Should().ContainSingle().Which.Sample.Should().Be(samples[20]);
        outcome.Limits.Should().ContainSingle().Which.Value.Should().StartWith("40 of 40 images are beyond the threshold");
    }

    [Fact]
    public void Nothing_is_found_in_nothing() => new AppearanceRule().Evaluate([]).Findings.Should().BeEmpty();

    [Fact]
    public void The_placeholder_of_a_web_site_is_named_among_the_ants()
    {
        var result = new Scanner([new AppearanceRule()], new ScanOptions { Jobs = 2 }, SilentProgress.Instance).Run([SharedData.File("photos-antsbees.tar")], "auto", CancellationToken.None);

        var finding = result.Findings.Should().ContainSingle().Which;
        finding.RuleId.Should().Be("DG1203");
        finding.Samples.Select(flagged => flagged.Sample.Id).Should().Equal("ants/imageNotFound.gif");
    }

    private static void Change(List<Sample> samples, int index, Func<AppearanceFacts, AppearanceFacts> change) =>
        samples[index] = samples[index] with { Appearance = change(samples[index].Appearance!) };
}
