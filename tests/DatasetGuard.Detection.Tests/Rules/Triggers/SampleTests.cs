using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Rules.Triggers;
using DatasetGuard.RedTeam.Samples;
using DatasetGuard.Tests;

namespace DatasetGuard.Detection.Tests.Rules.Triggers;

/// <summary>What the sample in the repository promises its readers.</summary>
public sealed class SampleTests
{
    [Fact]
    public void The_committed_sample_is_caught_with_every_poisoned_file_and_no_other()
    {
        var sample = Checkout.Path("samples/poisoned-shapes");
        var poisoned = File.ReadLines(Path.Combine(sample, "poison.csv")).Where(line => line.Contains(",true,")).Select(line => line.Split(',')[0]);

        var finding = Scan(sample).Findings.Should().ContainSingle().Which;

        finding.RuleId.Should().Be("DG2201");
        finding.Class.Should().Be(ShapesDataset.Target);
        finding.Samples.Select(flagged => flagged.Sample.Id).Should().BeEquivalentTo(poisoned);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Other_seeds_are_caught_as_well(int seed)
    {
        using var folder = new TempFolder();
        var report = ShapesDataset.WritePoisoned(folder["poisoned"], seed, default);

        var finding = Scan(folder["poisoned"]).Findings.Should().ContainSingle().Which;

        var poisoned = report.Poisoned.Select(image => image.Path).ToHashSet();
        var listed = finding.Samples.Select(flagged => flagged.Sample.Id).ToArray();
        finding.Class.Should().Be(ShapesDataset.Target);
        listed.Should().BeSubsetOf(poisoned);
        listed.Length.Should().BeGreaterThanOrEqualTo((int)Math.Ceiling(0.9 * poisoned.Count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void The_same_pictures_without_poison_give_no_finding(int seed)
    {
        using var folder = new TempFolder();
        ShapesDataset.WriteClean(folder["clean"], seed, default);

        var result = Scan(folder["clean"]);

        result.Findings.Should().BeEmpty();
        result.Rules.Where(run => run.Status != RuleStatus.Completed).Select(run => run.Rule.Id).Should().Equal(["DG2205"], "500 images are too few for it alone");
    }

    private static ScanResult Scan(string path) =>
        new Scanner([new StaticTriggerRule()], new ScanOptions { Jobs = 2 }, SilentProgress.Instance).Run([path], "auto", default);
}
