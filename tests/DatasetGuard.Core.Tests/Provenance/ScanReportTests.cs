using System.Text;
using DatasetGuard.Core.Provenance;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Tests.Reports;

namespace DatasetGuard.Core.Tests.Provenance;

public sealed class ScanReportTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_and_the_report_in_it_are_the_same()
    {
        ReportFolder.Write(Results.Failing(), _folder.Path);

        var report = ScanReport.Read(_folder.Path);

        report.Digest.Should().Be(ScanReport.Read(Path.Combine(_folder.Path, "report.json")).Digest);
        report.Dataset.Should().BeEquivalentTo(new { Root = "data/train/labels.csv", Results.Failing().Dataset.Digest, Samples = 36 });
    }

    [Fact]
    public void A_manifest_of_another_dataset_beside_the_report_is_refused()
    {
        ReportFolder.Write(Results.Failing(), _folder.Path);
        File.AppendAllText(Path.Combine(_folder.Path, "manifest.sha256"), "\n");

        FluentActions.Invoking(() => ScanReport.Read(_folder.Path)).Should().Throw<InvalidDataException>().WithMessage("the manifest.sha256 beside it is of another dataset, or was changed");
    }

    [Theory]
    [InlineData("\"DatasetGuard\"", "\"Other\"", "another tool wrote it")]
    [InlineData("\"schemaVersion\": \"1.", "\"schemaVersion\": \"2.", "it has version 2.3; this tool reads 1.3")]
    [InlineData("\"verdict\": \"fail\"", "\"verdict\": \"pass\"", "its verdict is pass, and what it found says otherwise")]
    [InlineData("\"verdict\": \"fail\"", "\"verdict\": \"excellent\"", "line 7 at $.verdict is not as in one")]
    [InlineData("\"verdict\": \"fail\"", "\"verdict\": 0", "line 7 at $.verdict is not as in one")]
    [InlineData("\"verdict\": \"fail\"", "\"verdict\": \"fail\", \"verdict\": \"pass\"", null)]
    [InlineData("\"verdict\": \"fail\",", "", null)]
    [InlineData("\"digest\": \"", "\"digest\": \"g", "a digest in it is no SHA-256")]
    [InlineData("\"id\": \"DG2201\"", "\"id\": \"DG2201\\n\"", "a rule in it has no id")]
    [InlineData("\"findings\": [", "\"findings\": null, \"other\": [", null)]
    [InlineData("{", "", null)]
    public void What_is_no_report_is_refused(string part, string instead, string? message)
    {
        var text = Encoding.UTF8.GetString(new JsonReport().Bytes(Results.Failing()));
        var at = text.IndexOf(part, StringComparison.Ordinal);
        at.Should().BeGreaterThan(-1);
        var path = _folder.Write("report.json", Encoding.UTF8.GetBytes(text[..at] + instead + text[(at + part.Length)..]));

        var error = FluentActions.Invoking(() => ScanReport.Read(path)).Should().Throw<InvalidDataException>().Which;

        error.Message.Should().NotContainAny("\n", "DatasetGuard.Core");
        if (message is not null)
            error.Message.Should().Be(message);
    }

    [Fact]
    public void The_report_of_an_audit_is_none_of_a_scan()
    {
        var text = Encoding.UTF8.GetString(new JsonReport().Bytes(Results.Failing())).Replace("\"DG0", "\"DG3").Replace("\"DG1", "\"DG3").Replace("\"DG2", "\"DG3");
        var path = _folder.Write("report.json", Encoding.UTF8.GetBytes(text));

        FluentActions.Invoking(() => ScanReport.Read(path)).Should().Throw<InvalidDataException>().WithMessage("it is of an audit of a model, and says nothing of the data");
    }

    [Fact]
    public void A_report_that_is_cut_off_anywhere_is_refused()
    {
        var bytes = new JsonReport().Bytes(Results.Clean());
        foreach (var length in Enumerable.Range(0, bytes.Length - 2).Where(i => i % 97 == 1))
        {
            var path = _folder.Write("report.json", bytes.AsSpan(0, length));

            FluentActions.Invoking(() => ScanReport.Read(path)).Should().Throw<InvalidDataException>($"of {length} bytes");
        }
    }
}
