using DatasetGuard.Core.Findings;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Rules.Outliers;

namespace DatasetGuard.Detection.Tests.Rules.Outliers;

public sealed class OutlierRulesTests : IDisposable
{
    private const int Classes = 8;
    private const int PerClass = 200;
    private const int Group = 30;
    private const int Dimension = 24;

    private readonly LoadedSet _loaded = LoadedSet.Of(TestSet.Of(
        [.. Enumerable.Range(0, Classes * PerClass).Select(i => ($"class{i / PerClass}", Drawings.Draw(0, 8, 8, 1, i)))]));

    public void Dispose() => _loaded.Dispose();

    [Fact]
    public void Clouds_without_a_group_give_nothing() => Report(Cloud).Should().BeEmpty();

    [Fact]
    public void A_group_far_out_in_one_direction_is_a_spectral_signature()
    {
        var findings = Report(c => c == 3 ? Clouds.WithGroup(PerClass, Group, Dimension, shift: 14, axes: 1, seed: c) : Cloud(c));

        var finding = findings.Should().ContainSingle(finding => finding.RuleId == "DG2001").Subject;
        (finding.Class, finding.Level).Should().Be(("class3", FindingLevel.Warning));
        finding.Samples.Should().HaveCount(Group);
        finding.Samples.Should().OnlyContain(flagged => IsOfGroup(flagged, 3));
    }

    [Fact]
    public void A_group_apart_is_a_minority_cluster()
    {
        var findings = Report(c => c == 5 ? Clouds.WithGroup(PerClass, Group, Dimension, shift: 8, axes: 6, seed: c) : Cloud(c));

        var finding = findings.Should().ContainSingle(finding => finding.RuleId == "DG2002").Subject;
        (finding.Class, finding.Level).Should().Be(("class5", FindingLevel.Warning));
        finding.Samples.Should().HaveCount(Group).And.OnlyContain(flagged => IsOfGroup(flagged, 5));
    }

    [Fact]
    public void A_group_that_widens_its_class_is_a_note()
    {
        var findings = Report(c => c == 2 ? Clouds.WithGroup(PerClass, Group, Dimension, shift: 8, axes: 2, seed: c) : Cloud(c));

        var finding = findings.Should().ContainSingle(finding => finding.RuleId == "DG2003").Subject;
        (finding.Class, finding.Level).Should().Be(("class2", FindingLevel.Note));
        finding.Samples.Take(Group).Should().OnlyContain(flagged => IsOfGroup(flagged, 2));
    }

    [Fact]
    public void Single_images_far_from_everything_are_listed()
    {
        var findings = Report(c => c == 1 ? Clouds.WithGroup(PerClass, 1, Dimension, shift: 40, axes: 2, seed: c) : Cloud(c));

        var finding = findings.Should().ContainSingle().Subject;
        (finding.RuleId, finding.IsList).Should().Be(("DG2004", true));
        finding.Samples.Should().ContainSingle().Which.Sample.Id.Should().Be(_loaded.Dataset.Samples[PerClass].Id);
    }

    [Fact]
    public void A_class_in_which_more_is_shown_is_left_to_that()
    {
        Report(c => c == 3 ? Clouds.WithGroup(PerClass, Group, Dimension, shift: 14, axes: 1, seed: c) : Cloud(c), proven: 3).Should().BeEmpty();
    }

    private static float[][] Cloud(int classIndex) => Clouds.Draw(PerClass, Dimension, seed: classIndex);

    private bool IsOfGroup(FlaggedSample flagged, int classIndex)
    {
        var first = classIndex * PerClass;
        return _loaded.Dataset.Samples.Skip(first).Take(Group).Any(sample => sample.Id == flagged.Sample.Id);
    }

    private List<Finding> Report(Func<int, float[][]> classRows, params int[] proven)
    {
        ClassOutliers[] classes = [.. Enumerable.Range(0, Classes).Select(c => ClassOutliers.Of(c, Clouds.Space(classRows(c))))];
        return [.. OutlierRules.Report(classes, proven.ToHashSet(), ClassRows.Of(_loaded.Dataset), _loaded.Context, "the features")];
    }
}
