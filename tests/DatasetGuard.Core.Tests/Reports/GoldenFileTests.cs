using System.Runtime.CompilerServices;
using System.Text;
using DatasetGuard.Core.Reports;

namespace DatasetGuard.Core.Tests.Reports;

/// <summary>Set <c>DATASETGUARD_ACCEPT=1</c> to write the golden files anew, and look at the difference before committing it.</summary>
public sealed class GoldenFileTests
{
    public static TheoryData<string> Formats { get; } = [.. ReportFormats.All.Select(writer => writer.Format)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_failing_scan_is_written_as_in_the_golden_file(string format) =>
        Check("failing", ReportFormats.Find(format)!, writer => writer.Bytes(Results.Failing()));

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_clean_scan_is_written_as_in_the_golden_file(string format) =>
        Check("clean", ReportFormats.Find(format)!, writer => writer.Bytes(Results.Clean()));

    private static void Check(string scan, IReportWriter writer, Func<IReportWriter, byte[]> write, [CallerFilePath] string source = "")
    {
        var actual = write(writer);
        if (Environment.GetEnvironmentVariable("DATASETGUARD_ACCEPT") == "1")
        {
            var accepted = Path.Combine(Path.GetDirectoryName(source)!, "Golden", scan);
            Directory.CreateDirectory(accepted);
            File.WriteAllBytes(Path.Combine(accepted, writer.FileName), actual);
            return;
        }

        var golden = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Reports", "Golden", scan, writer.FileName));
        Encoding.UTF8.GetString(actual).Should().Be(Encoding.UTF8.GetString(golden));
        actual.Should().Equal(golden);
    }
}
