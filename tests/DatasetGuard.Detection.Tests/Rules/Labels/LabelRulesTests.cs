using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Features.Surrogates;
using DatasetGuard.Detection.Rules.Labels;

namespace DatasetGuard.Detection.Tests.Rules.Labels;

public sealed class LabelRulesTests : IDisposable
{
    private const int Classes = 10;
    private const int PerClass = 100;

    private readonly LoadedSet _loaded = LoadedSet.Of(TestSet.Of(
        [.. Enumerable.Range(0, Classes * PerClass).Select(i => ($"class{i / PerClass}", Drawings.Draw(0, 8, 8, 1, i)))]));

    public void Dispose() => _loaded.Dispose();

    [Fact]
    public void Wrong_labels_of_one_class_from_many_others_are_listed_and_named()
    {
        var findings = Report(row => row is >= 400 and < 430 ? row % 4 : row / PerClass);

        findings.Select(finding => (finding.RuleId, finding.Level, finding.Class)).Should().Equal(("DG1304", FindingLevel.Note, null), ("DG2301", FindingLevel.Warning, "class4"));
        findings.Should().OnlyContain(finding => finding.Samples.Count == 30);
        findings[0].Message.Should().StartWith("30 of 1,000 images");
    }

    [Fact]
    public void A_few_wrong_labels_everywhere_are_only_listed()
    {
        Report(row => row % 50 == 7 ? (row + 300) / PerClass % Classes : row / PerClass).Select(finding => finding.RuleId).Should().Equal("DG1304");
    }

    [Fact]
    public void Right_labels_give_nothing() => Report(row => row / PerClass).Should().BeEmpty();

    [Theory]
    [InlineData(790, null, false)]
    [InlineData(810, null, true)]
    [InlineData(790, 0.78, true)]
    [InlineData(810, 0.82, false)]
    public void Networks_that_err_too_often_are_not_believed(int right, double? accuracy, bool areChecked)
    {
        var options = accuracy is not { } value ? new ScanOptions()
            : new ScanOptions { Rules = new Dictionary<string, RuleSettings> { ["DG1304"] = new() { Options = new Dictionary<string, double> { ["accuracy"] = value } } } };

        var reason = LabelRules.ReasonToSkip(LabelRules.Mislabelled, Said(row => row < right ? row / PerClass : (row + 100) / PerClass % Classes), ClassRows.Of(_loaded.Dataset), options);

        (reason is null).Should().Be(areChecked);
    }

    private List<Finding> Report(Func<int, int> looks) => [.. LabelRules.Report(Said(looks), ClassRows.Of(_loaded.Dataset), _loaded.Context)];

    /// <summary>Networks that are sure of what each image looks like.</summary>
    private static OutOfFold Said(Func<int, int> looks)
    {
        var outOfFold = new OutOfFold(Classes * PerClass);
        for (var row = 0; row < Classes * PerClass; row++)
            outOfFold.Receive(row, [.. Enumerable.Range(0, Classes).Select(c => c == looks(row) ? 6f : 0f)], row / PerClass);

        return outOfFold;
    }
}
