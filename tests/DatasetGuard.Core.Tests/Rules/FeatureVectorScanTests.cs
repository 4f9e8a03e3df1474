using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Rules.Appearance;
using DatasetGuard.Core.Rules.Classes;
using DatasetGuard.Core.Rules.Duplicates;
using DatasetGuard.Core.Rules.Files;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Core.Tests.Datasets;

namespace DatasetGuard.Core.Tests.Rules;

/// <summary>Datasets of features go through the same rules as images, but for those that need pixels.</summary>
public sealed class FeatureVectorScanTests : IDisposable
{
    private static readonly IRule[] AllRules =
    [
        new FileFaultRule(), new FileContentRule(), new AppearanceRule(), new ShapeRule(), new UnknownLabelRule(), new LostClassRule(), new ImbalanceRule(),
        new EncoderRule(), new ShortcutRule(), new DuplicateRule(),
    ];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rules_that_need_pixels_are_skipped_with_the_reason_and_the_others_run()
    {
        var result = Scan(NpyArrays.Rows([1, 2], [3, 4], [5, 6]), NpyArrays.Labels(0, 1, 0));

        result.ExitCode.Should().Be(ExitCode.Success);
        result.Rules.Where(run => run.Status == RuleStatus.Completed).Select(run => run.Rule.Id).Should()
            .Equal("DG1001", "DG1004", "DG1101", "DG1103", "DG1104", "DG1301", "DG1302", "DG1303");
        result.Rules.Where(run => run.Status != RuleStatus.Completed).Should()
            .OnlyContain(run => run.Status == RuleStatus.Skipped && run.Reason == "Needs pixels, and the dataset holds feature vectors.");
        result.Rules.Should().HaveCount(AllRules.Sum(rule => rule.Descriptors.Count));
    }

    [Fact]
    public void Equal_rows_are_duplicates_conflicts_and_leaks()
    {
        var train = NpyArrays.Rows([1, 1], [1, 1], [2, 2], [2, 2], [3, 3]);
        var test = NpyArrays.Npy("<f8", "2, 2", [.. new[] { 3.0, 3.0, 4.0, 4.0 }.SelectMany(BitConverter.GetBytes)]);

        var result = Scan(NpyArrays.Npz(("x_train", train), ("y_train", NpyArrays.Labels(0, 0, 0, 1, 1)), ("x_test", test), ("y_test", NpyArrays.Labels(1, 0))));

        result.Findings.Select(finding => (finding.RuleId, finding.Level, Ids(finding))).Should().BeEquivalentTo(
        [
            ("DG1101", FindingLevel.Warning, "x_train/00000 x_train/00001"),
            ("DG1103", FindingLevel.Error, "x_train/00002 x_train/00003"),
            ("DG1104", FindingLevel.Error, "x_test/00000 x_train/00004"),
        ]);
        result.Findings.Should().OnlyContain(finding => finding.Message.Contains("2 rows have the same features, value for value") && finding.Title.StartsWith("The same features") && finding.Pictures.Count == 0);
    }

    [Fact]
    public void Rows_without_numbers_are_an_error_and_a_class_of_them_is_lost()
    {
        var result = Scan(NpyArrays.Rows([1, float.NaN], [2, 2], [float.PositiveInfinity, 1], [3, 3]), NpyArrays.Labels(0, 1, 0, 1));

        result.Findings.Select(finding => (finding.RuleId, finding.Level, finding.Class)).Should().Equal(("DG1001", FindingLevel.Error, null), ("DG1302", FindingLevel.Error, "0"));
        result.Findings[0].Message.Should().StartWith("2 rows of features that are no finite numbers: x/00000 (no number at place 1 of 2), x/00002 (infinite at place 0 of 2).");
        result.Rules.Single(run => run.Rule.Id == "DG1101").Reason.Should().Be("Not looked at: 2 without features that can be compared.");
    }

    [Fact]
    public void A_set_in_which_no_row_can_be_used_is_no_pass()
    {
        var result = Scan(NpyArrays.Rows([float.NaN], [float.NaN]), NpyArrays.Labels(0, 1));

        result.ExitCode.Should().Be(ExitCode.Findings);
        result.Findings.Select(finding => finding.RuleId).Should().Equal("DG1001", "DG1302");
    }

    [Fact]
    public void A_class_with_few_rows_is_imbalance()
    {
        float[][] rows = [.. Enumerable.Range(0, 61).Select(i => new float[] { i })];

        var result = Scan(NpyArrays.Rows(rows), NpyArrays.Labels([.. Enumerable.Range(0, 61).Select(i => (byte)(i == 0 ? 1 : 0))]));

        result.Findings.Should().ContainSingle().Which.RuleId.Should().Be("DG1303");
    }

    [Fact]
    public void Every_report_can_be_written()
    {
        var result = Scan(NpyArrays.Rows([1, 1], [1, 1], [2, float.NaN]), NpyArrays.Labels(0, 0, 1));

        ReportFolder.Write(result, Path.Combine(_folder.Path, "report"));

        File.ReadAllText(Path.Combine(_folder.Path, "report", "scores.csv")).Should().Contain("x/00000");
    }

    private ScanResult Scan(byte[] features, byte[] labels) => Scan(NpyArrays.Npz(("x", features), ("y", labels)));

    private ScanResult Scan(byte[] archive) =>
        new Scanner(AllRules, new ScanOptions { Jobs = 2 }, SilentProgress.Instance).Run([_folder.Write("data.npz", archive)], "auto", CancellationToken.None);

    private static string Ids(Finding finding) => string.Join(' ', finding.Samples.Select(flagged => flagged.Sample.Id).Order(StringComparer.Ordinal));
}
