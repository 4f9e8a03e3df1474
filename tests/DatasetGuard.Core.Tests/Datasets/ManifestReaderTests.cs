using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Tests.Datasets;

public sealed class ManifestReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public ManifestReaderTests()
    {
        _folder.Write("1.png", Pictures.Png());
        _folder.Write("sub dir/2, \"two\".png", Pictures.Png());
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("path,label,split\n1.png,cat,train\n\"sub dir/2, \"\"two\"\".png\",dog,test\n")]
    [InlineData("\uFEFFpath,label,split\r\n1.png,cat,train\r\n\"sub dir/2, \"\"two\"\".png\",dog,test")]
    [InlineData("Split, Class ,FileName\ntrain, cat ,./1.png\ntest,dog,\"sub dir\\2, \"\"two\"\".png\"\n")]
    public void Columns_are_found_by_name(string text)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Quotes in file names are refused by the system.");

        var dataset = Reading.Load(_folder.Write("labels.csv", text));

        dataset.Samples.Select(sample => (sample.Id, dataset.ClassOf(sample), dataset.Splits[sample.SplitIndex], sample.Line, sample.Fault)).Should()
            .Equal(("1.png", "cat", "train", 2, null), ("sub dir/2, \"two\".png", "dog", "test", 3, null));
        dataset.ManifestPath.Should().EndWith("labels.csv");
    }

    [Fact]
    public void Tabs_separate_in_a_tsv_file() => Reading.All(_folder.Write("labels.tsv", "path\tlabel\n1.png\ta,b\n")).Should().ContainSingle().Which.Label.Should().Be("a,b");

    [Fact]
    public void JSON_lines_take_labels_of_any_kind()
    {
        var path = _folder.Write("labels.jsonl", "\uFEFF{\"path\": \"1.png\", \"label\": 3}\r\n\r\n{\"label\": null, \"file\": \"1.png\", \"more\": [1]}\n  \n{\"image\": \"1.png\", \"category\": \"c\", \"split\": \"s\"}");

        Reading.All(path).Select(sample => (sample.Id, sample.Label, sample.Split, sample.Line)).Should()
            .Equal(("1.png", "3", null, 1), ("1.png#line-3", null, null, 3), ("1.png#line-5", "c", "s", 5));
    }

    [Fact]
    public void Lines_are_counted_through_blank_lines_and_quoted_line_breaks()
    {
        var path = _folder.Write("labels.csv", "path,label\n\n1.png,cat\n\n\n1.png,\"two\nlines\"\r\n1.png,dog\n");

        Reading.All(path).Select(sample => (sample.Label, sample.Line)).Should().Equal(("cat", 3), ("two\nlines", 6), ("dog", 8));
    }

    [Fact]
    public void A_finding_about_a_listed_file_points_at_its_line()
    {
        var dataset = Reading.Load(_folder.Write("labels.csv", "path,label\n1.png,cat\ngone.png,cat\n"));

        var missing = dataset.Samples.Should().ContainSingle(sample => sample.Fault != null).Which;

        missing.Fault!.Kind.Should().Be(DecodeFaultKind.Unreadable);
        FindingLocation.Of(missing, dataset).Should()
            .Be(new FindingLocation(LocationKind.ManifestLine, dataset.ManifestPath!, 3));
    }

    [Theory]
    [InlineData("../1.png")]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\\\1.png")]
    [InlineData("")]
    [InlineData(".")]
    public void Paths_that_lead_out_or_nowhere_are_faults(string listed)
    {
        var csv = Reading.All(_folder.Write("labels.csv", $"path,label\n{listed},cat\n1.png,cat\n"));
        var json = Reading.All(_folder.Write("labels.jsonl", $"{{\"path\": \"{listed}\", \"label\": \"cat\"}}"));

        csv.Should().HaveCount(2);
        csv[0].Fault()!.Kind.Should().Be(DecodeFaultKind.UnsafePath);
        json.Should().ContainSingle().Which.Fault()!.Kind.Should().Be(DecodeFaultKind.UnsafePath);
    }

    [Fact]
    public void Links_that_lead_out_are_faults_also_on_the_way()
    {
        using var elsewhere = new TempFolder();
        elsewhere.Write("secret.png", Pictures.Png());
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "link"), elsewhere.Path);

        Reading.All(_folder.Write("labels.csv", "path,label\nlink/secret.png,cat\n")).Should().ContainSingle()
            .Which.Fault()!.Kind.Should().Be(DecodeFaultKind.UnsafePath);
    }

    [Fact]
    public void Lines_without_a_label_or_with_too_many_fields_are_read()
    {
        var samples = Reading.All(_folder.Write("labels.csv", "path,label\n1.png\n1.png,\n1.png,cat,extra,more\n"));

        samples.Select(sample => sample.Label).Should().Equal(null, null, "cat");
    }

    [Theory]
    [InlineData("labels.csv", "", "no bytes")]
    [InlineData("labels.csv", "\n\n", "is empty")]
    [InlineData("labels.csv", "name,label\n1.png,cat\n", "no column 'path'")]
    [InlineData("labels.csv", "path,kind\n1.png,cat\n", "no column 'label'")]
    [InlineData("labels.csv", "path,label\n1.png,cat\n1.p\"ng,cat\n", "line 3")]
    [InlineData("labels.jsonl", "{\"path\": \"1.png\"}\nnot json\n", "line 2")]
    [InlineData("labels.jsonl", "[\"1.png\"]\n", "line 1")]
    [InlineData("labels.jsonl", "{\"path\": \"1.png\"\n}\n", "line 1")]
    [InlineData("labels.jsonl", "\n{\"path\": \"\\ud800.png\", \"label\": \"cat\"}\n", "line 2")]
    [InlineData("labels.jsonl", "{\"path\": \"1.png\", \"label\": \"cat\"} trailing\n", "line 1")]
    [InlineData("labels.jsonl", "null", "line 1")]
    public void A_broken_manifest_is_refused_with_the_line(string name, string text, string expected) =>
        Reading.Refusal(_folder.Write(name, text), format: Path.GetExtension(name)[1..]).Should().Contain(expected);

    [Theory]
    [InlineData("path,label,label\n1.png,cat,dog\n", "two columns 'label'")]
    [InlineData("path,Path,label\n1.png,2.png,cat\n", "two columns 'path'")]
    [InlineData("path,label,split,split\n1.png,cat,train,test\n", "two columns 'split'")]
    public void A_column_that_stands_there_twice_is_refused(string text, string expected) =>
        Reading.Refusal(_folder.Write("labels.csv", text)).Should().Contain(expected);

    [Theory]
    [InlineData("labels.csv", "path,label\n1.png,cat?\n1.png,cat!\n")]
    [InlineData("labels.jsonl", "{\"path\": \"1.png\", \"label\": \"cat?\"}\n{\"path\": \"1.png\", \"label\": \"cat!\"}\n")]
    public void Labels_that_are_no_text_are_refused_before_they_fall_together(string name, string text)
    {
        byte[] bytes = [.. text.Select(character => character switch { '?' => (byte)0xFE, '!' => (byte)0xFF, _ => (byte)character })];

        Reading.Refusal(_folder.Write(name, bytes)).Should().Contain("cannot be read at line").And.Contain("no UTF-8 text");
    }

    [Fact]
    public void A_byte_order_mark_tells_of_UTF_16()
    {
        byte[] bytes = [.. System.Text.Encoding.Unicode.GetPreamble(), .. System.Text.Encoding.Unicode.GetBytes("path,label\n1.png,k\u00e4t\n")];

        Reading.All(_folder.Write("labels.csv", bytes)).Should().ContainSingle().Which.Label.Should().Be("k\u00e4t");
    }

    [Fact]
    public void Deep_nesting_and_long_fields_are_refused()
    {
        Reading.Refusal(_folder.Write("deep.jsonl", $"{{\"path\": {new string('[', 100_000)}")).Should().Contain("line 1");
        Reading.Refusal(_folder.Write("long.csv", $"path,label\n{new string('x', 1 << 17)},cat\n")).Should().Contain("line 2");
    }

    [Theory]
    [InlineData("labels.jsonl", "{\"path\": \"1.png\"}\n{", ' ', 2)]
    [InlineData("labels.jsonl", "", 'x', 1)]
    [InlineData("labels.csv", "path,label\n1.png,cat\n", ',', 3)]
    [InlineData("labels.csv", "", ',', 1)]
    public void A_line_without_end_is_refused_and_not_kept_in_memory(string name, string start, char endless, int line)
    {
        const int length = 50_000_000;
        var path = _folder.Write(name, start);
        using (var file = File.AppendText(path))
        {
            var piece = new string(endless, 10_000);
            for (var written = 0; written < length; written += piece.Length)
                file.Write(piece);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Reading.Refusal(path).Should().Contain($"line {line}: it is longer than");

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(length);
    }

    [Fact]
    public void A_quote_that_never_closes_is_refused()
    {
        Reading.Refusal(_folder.Write("labels.csv", "path,label\n\"1.png,cat\n1.png,dog\n")).Should().Contain("line");
    }
}
