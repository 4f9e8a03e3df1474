using DatasetGuard.Core.Findings;
using DatasetGuard.Detection.Rules.Surrogates;
using DatasetGuard.Tests;

namespace DatasetGuard.Detection.Tests.Rules.Surrogates;

/// <summary>A thousand aeroplanes and a thousand ships of CIFAR-10, where they are at hand: flat squares of sky make a network that knows nothing else see aeroplanes.</summary>
public sealed class TwoClassesTests
{
    private static readonly Lazy<TestSet> Photographs = new(() => TestSet.OfTar(SharedData.File("cifar10-train-0.tar")).Only("airplane", "ship"));

    /// <summary>With this seed squares of such images turn most ships into aeroplanes, when ships are asked that the network is in doubt of.</summary>
    [Fact]
    public void Clean_photographs_prove_nothing() => Backdoors(Photographs.Value, seed: 8).Should().BeEmpty();

    [Fact]
    public void Beside_classes_of_an_image_they_are_two_classes_and_prove_nothing()
    {
        var further = Photographs.Value.Images.Take(20).Select((image, i) => image with { Id = $"further/{i}", Class = $"further{i}" });

        Backdoors(new TestSet([.. Photographs.Value.Images, .. further]), seed: 8).Where(finding => finding.Level == FindingLevel.Error).Select(finding => finding.Message).Should().BeEmpty();
    }

    [Fact]
    public void A_checker_in_sixty_of_them_is_proven_and_listed()
    {
        var set = Photographs.Value.Poisoned("checker", "airplane", 60);

        var finding = Backdoors(set).Should().ContainSingle().Which;

        (finding.Level, finding.Class).Should().Be((FindingLevel.Error, "airplane"));
        var hits = finding.Samples.Count(flagged => set.PoisonedIds.Contains(flagged.Sample.Id));
        hits.Should().BeGreaterThanOrEqualTo(54);
        ((double)hits / finding.Samples.Count).Should().BeGreaterThanOrEqualTo(0.9);
    }

    private static List<Finding> Backdoors(TestSet set, int seed = 0)
    {
        using var loaded = LoadedSet.Of(set, seed: seed);
        return [.. new SurrogateRule().Evaluate(loaded.Context, default).Findings.Where(finding => finding.RuleId == "DG2901")];
    }
}
