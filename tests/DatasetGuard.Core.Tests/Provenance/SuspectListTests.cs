using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Provenance;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Tests.Reports;

namespace DatasetGuard.Core.Tests.Provenance;

public sealed class SuspectListTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public SuspectListTests() => ReportFolder.Write(Results.Failing(), _folder.Path);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("report.json")]
    [InlineData("quarantine.csv")]
    public void A_report_gives_its_list_verdict_and_digest_however_it_is_named(string name)
    {
        Write("quarantine.csv", "path,label,rule,level,score\ncat/1.png,cat,DG2201,error,0.5\ncat/1.png,cat,DG1101,warning,\n\"a,\"\"b\"\"\nc\",x,DG2201,error,1\n'=1+1,x,DG2201,error,1\n'plain,x,DG2201,error,1\n");

        var list = SuspectList.Read(Path.Combine(_folder.Path, name));

        list.Paths.Should().BeEquivalentTo("cat/1.png", "a,\"b\"\nc", "=1+1", "'plain");
        (list.Report!.Verdict, list.Report.Dataset.Digest).Should().Be((Verdict.Fail, Results.Failing().Dataset.Digest));
    }

    [Fact]
    public void What_a_scan_wrote_is_read_back()
    {
        var flagged = new Quarantine(Results.Failing()).Entries.Select(entry => entry.Flagged.Sample.Id);

        SuspectList.Read(_folder.Path).Paths.Should().BeEquivalentTo(flagged).And.NotBeEmpty();
    }

    [Fact]
    public void A_list_of_another_name_stands_alone()
    {
        var mine = Write("mine.csv", "path\ncat/1.png\n");

        var list = SuspectList.Read(mine);

        list.Paths.Should().BeEquivalentTo("cat/1.png");
        list.Report.Should().BeNull();
    }

    [Theory]
    [InlineData("quarantine.csv", "", "it is empty")]
    [InlineData("quarantine.csv", "label,path\n", "its first line does not begin with 'path'")]
    [InlineData("quarantine.csv", "path\n\"never closed", "a line of quarantine.csv cannot be read")]
    [InlineData("report.json", "{\"verdict\":\"fail\"}", "line 1 is not as in one")]
    [InlineData("report.json", "[", "line 1 is not as in one")]
    [InlineData("report.json", "7", "line 1 is not as in one")]
    [InlineData("manifest.sha256", "7", "the manifest.sha256 beside it is of another dataset, or was changed")]
    public void What_is_no_report_is_refused_with_the_reason(string name, string text, string reason)
    {
        Write(name, text);

        var read = () => SuspectList.Read(_folder.Path);

        read.Should().Throw<InvalidDataException>().WithMessage(reason);
    }

    [Fact]
    public void A_record_without_an_end_is_refused_and_not_read_to_it()
    {
        Write("quarantine.csv", "path\n\"" + new string('a', 1 << 20));

        var read = () => SuspectList.Read(_folder.Path);

        read.Should().Throw<InvalidDataException>();
    }

    private string Write(string name, string text) => _folder.Write(name, text);
}
