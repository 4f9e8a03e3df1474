using DatasetGuard.Tests;

namespace DatasetGuard.Detection.Tests.Rules.Triggers;

/// <summary>Ten thousand photographs of CIFAR-10, where they are at hand.</summary>
public sealed class RealImagesTests
{
    private const string Archive = "cifar10-train-0.tar";

    private static readonly Lazy<TestSet> Photographs = new(() => TestSet.OfTar(SharedData.File(Archive)));

    [Fact]
    public void Clean_photographs_are_no_finding()
    {
        SharedData.File(Archive);
        using var loaded = LoadedSet.Of(Photographs.Value);

        loaded.Evaluate().Findings.Should().BeEmpty();
    }

    [Fact]
    public void Fifty_of_ten_thousand_photographs_with_a_checker_are_listed()
    {
        SharedData.File(Archive);
        var set = Photographs.Value.Poisoned("checker", "ship", 50);
        using var loaded = LoadedSet.Of(set);

        var finding = loaded.Evaluate().Findings.Should().ContainSingle().Which;

        (finding.RuleId, finding.Class).Should().Be(("DG2201", "ship"));
        var hits = finding.Samples.Count(flagged => set.PoisonedIds.Contains(flagged.Sample.Id));
        ((double)hits / finding.Samples.Count).Should().BeGreaterThanOrEqualTo(0.95);
        ((double)hits / 50).Should().BeGreaterThanOrEqualTo(0.95);
    }

    [Theory]
    [InlineData("noise:5")]
    [InlineData("shape")]
    public void Thirty_of_ten_thousand_photographs_that_were_changed_after_compression_are_listed(string trigger)
    {
        SharedData.File(Archive);
        var set = Photographs.Value.Poisoned(trigger, "ship", 30);
        using var loaded = LoadedSet.Of(set);

        var finding = loaded.Evaluate().Findings.Should().ContainSingle().Which;

        (finding.RuleId, finding.Class).Should().Be(("DG2205", "ship"));
        var hits = finding.Samples.Count(flagged => set.PoisonedIds.Contains(flagged.Sample.Id));
        ((double)hits / finding.Samples.Count).Should().BeGreaterThanOrEqualTo(0.95);
        ((double)hits / 30).Should().BeGreaterThanOrEqualTo(0.9);
    }
}
