using DatasetGuard.Core.Reports;

namespace DatasetGuard.Core.Tests.Reports;

public sealed class ReportFormatsTests
{
    [Fact]
    public void Every_format_has_a_name_and_a_file_of_its_own()
    {
        ReportFormats.All.Select(writer => writer.Format).Should().OnlyHaveUniqueItems();
        ReportFormats.All.Select(writer => writer.FileName).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void A_format_is_found_by_its_name()
    {
        ReportFormats.Find("sarif").Should().BeOfType<SarifReport>();
        ReportFormats.Find("pdf").Should().BeNull();
    }

    [Fact]
    public void A_writer_leaves_the_stream_open_and_writes_no_byte_order_mark()
    {
        foreach (var writer in ReportFormats.All)
        {
            using var stream = new MemoryStream();

            writer.Write(Results.Failing(), stream);

            stream.CanWrite.Should().BeTrue(writer.Format);
            stream.ToArray()[0].Should().BeLessThan(0x80, writer.Format);
        }
    }
}
