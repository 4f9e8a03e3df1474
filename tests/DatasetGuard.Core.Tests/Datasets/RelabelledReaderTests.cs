using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Tests.Datasets;

public sealed class RelabelledReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TempFolder _elsewhere = new();

    public RelabelledReaderTests()
    {
        foreach (var name in (string[])["a.png", "b.png", "more/c.png", "more/d.png"])
            _folder.Write(name, Pictures.Png());
    }

    public void Dispose()
    {
        _folder.Dispose();
        _elsewhere.Dispose();
    }

    [Fact]
    public void Labels_and_splits_come_from_the_list_and_not_from_the_folders() =>
        Read("path,label,split\nmore/c.png,cat,train\n./a.png,dog,\n").Should().BeEquivalentTo(
            ["a.png=dog,,3", "b.png=,,", "more/c.png=cat,train,2", "more/d.png=,,"]);

    [Fact]
    public void What_is_listed_and_not_there_is_a_fault_at_its_line()
    {
        var samples = Samples("path,label\na.png,cat\nnowhere.png,cat\n../a.png,dog\n,dog\n");

        samples.Where(sample => sample.Fault() is not null).Select(sample => (sample.Id, sample.Fault()!.Kind, sample.Line)).Should().Equal(
            ("nowhere.png", DecodeFaultKind.Unreadable, 3),
            ("../a.png", DecodeFaultKind.UnsafePath, 4),
            ("line 5", DecodeFaultKind.UnsafePath, 5));
    }

    [Fact]
    public void A_path_with_two_labels_is_two_samples() =>
        Read("path,label\na.png,cat\na.png,dog\n").Should().Contain(["a.png=cat,,2", "a.png#line-3=dog,,3"]);

    [Fact]
    public void A_list_that_breaks_off_refuses_the_dataset()
    {
        var read = () => Samples("path,label\na.png,cat\nb.p\"ng,cat\n");

        read.Should().Throw<DatasetException>().WithMessage("*line 3*");
    }

    [Fact]
    public void Labels_that_are_not_there_are_refused()
    {
        var open = () => DatasetFormats.Open(_folder.Path, "auto", DecodeLimits.Default, Path.Combine(_folder.Path, "no\nwhere.csv"));

        open.Should().Throw<DatasetException>().WithMessage("*no\\u000Awhere.csv*");
    }

    private string[] Read(string labels) =>
        [.. Samples(labels).Select(sample => $"{sample.Id}={sample.Label},{sample.Split},{sample.Line}")];

    private List<RawSample> Samples(string labels) =>
        [.. DatasetFormats.Open(_folder.Path, "auto", DecodeLimits.Default, _elsewhere.Write("labels.csv", labels)).Read(CancellationToken.None)];
}
