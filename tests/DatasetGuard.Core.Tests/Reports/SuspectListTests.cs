using DatasetGuard.Core.Reports;

namespace DatasetGuard.Core.Tests.Reports;

public sealed class SuspectListTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("report.json")]
    [InlineData("quarantine.csv")]
    public void A_report_gives_its_list_verdict_and_digest_however_it_is_named(string name)
    {
        Write("quarantine.csv", "path,label,rule,level,score\ncat/1.png,cat,DG2201,error,0.5\ncat/1.png,cat,DG1101,warning,\n\"a,\"\"b\"\"\nc\",x,DG2201,error,1\n'=1+1,x,DG2201,error,1\n'plain,x,DG2201,error,1\n");
        Write("report.json", "{\"verdict\":\"fail\",\"dataset\":{\"digest\":\"abc\"}}");

        var list = SuspectList.Read(Path.Combine(_folder.Path, name));

        list.Paths.Should().BeEquivalentTo("cat/1.png", "a,\"b\"\nc", "=1+1", "'plain");
        (list.Verdict, list.Digest).Should().Be(("fail", "abc"));
    }

    [Fact]
    public void A_list_of_another_name_stands_alone()
    {
        var mine = Write("mine.csv", "path\ncat/1.png\n");
        Write("report.json", "{\"verdict\":\"fail\",\"dataset\":{\"digest\":\"abc\"}}");

        var list = SuspectList.Read(mine);

        list.Paths.Should().BeEquivalentTo("cat/1.png");
        (list.Verdict, list.Digest).Should().Be((null, null));
    }

    [Theory]
    [InlineData("quarantine.csv", "")]
    [InlineData("quarantine.csv", "label,path\n")]
    [InlineData("quarantine.csv", "path\n\"never closed")]
    [InlineData("report.json", "{\"verdict\":\"fail\"}")]
    [InlineData("report.json", "[")]
    [InlineData("report.json", "7")]
    public void What_is_no_report_is_refused(string name, string text)
    {
        Write("quarantine.csv", "path\ncat/1.png\n");
        Write(name, text);

        var read = () => SuspectList.Read(_folder.Path);

        read.Should().Throw<ReportException>().WithMessage("The suspects of * cannot be read: *Name the folder that 'datasetguard scan --output' wrote*");
    }

    [Fact]
    public void A_record_without_an_end_is_refused_and_not_read_to_it()
    {
        Write("quarantine.csv", "path\n\"" + new string('a', 1 << 20));

        var read = () => SuspectList.Read(_folder.Path);

        read.Should().Throw<ReportException>();
    }

    private string Write(string name, string text) => _folder.Write(name, text);
}
