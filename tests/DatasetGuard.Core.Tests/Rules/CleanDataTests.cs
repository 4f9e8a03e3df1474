using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Rules.Appearance;
using DatasetGuard.Core.Rules.Classes;
using DatasetGuard.Core.Rules.Files;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Tests;

namespace DatasetGuard.Core.Tests.Rules;

public sealed class CleanDataTests
{
    private static readonly IRule[] Hygiene =
        [new FileFaultRule(), new FileContentRule(), new AppearanceRule(), new ShapeRule(), new UnknownLabelRule(), new LostClassRule(), new ImbalanceRule(), new EncoderRule(), new ShortcutRule()];

    [Theory]
    [InlineData("cifar10-test.tar")]
    [InlineData("mnist-test.tar")]
    [InlineData("photos-antsbees.tar")]
    public void Published_sets_have_notes_at_most(string name) => Scan(name, 2).Findings.Should().OnlyContain(finding => finding.Level == FindingLevel.Note);

    [Fact]
    public void The_two_empty_files_of_the_traffic_signs_are_the_only_error()
    {
        var finding = Scan("gtsrb-tracks.tar", 2).Findings.Should().ContainSingle(finding => finding.Level > FindingLevel.Note).Which;

        finding.RuleId.Should().Be("DG1001");
        finding.Samples.Select(flagged => flagged.Sample.Id).Should().Equal("07/00026_00023.ppm", "33/00015_00004.ppm");
    }

    [Fact]
    public void The_number_of_threads_changes_nothing() => Describe(Scan("gtsrb-tracks.tar", 1)).Should().Equal(Describe(Scan("gtsrb-tracks.tar", 2)));

    private static ScanResult Scan(string name, int jobs) => new Scanner(Hygiene, new ScanOptions { Jobs = jobs }, SilentProgress.Instance).Run([SharedData.File(name)], "auto", CancellationToken.None);

    private static IEnumerable<string> Describe(ScanResult result) =>
        [.. result.Findings.Select(finding => $"{finding.Message} {finding.Score} {finding.Fingerprint}"), .. result.Scores.Select(column => $"{column.Name} {string.Join(' ', column.Values)}")];
}
