using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Tests.Datasets;

public sealed class DatasetFormatsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_path_without_anything_is_refused() => Reading.Refusal(Path.Combine(_folder.Path, "no\nwhere")).Should().Contain("There is no dataset").And.Contain("no\\u000Awhere");

    [Fact]
    public void A_file_of_no_known_kind_is_refused() =>
        Reading.Refusal(_folder.Write("photo.png", Pictures.Png())).Should().Contain("none of the known kinds");

    [Fact]
    public void A_file_that_only_begins_like_a_ZIP_is_refused_with_what_to_do() =>
        Reading.Refusal(_folder.Write("data.zip", "PK\u0003\u0004broken"u8.ToArray())).Should().Contain("data.zip' cannot be read: ").And.EndWith("It is damaged: fetch it again.");

    [Fact]
    public void A_file_that_only_begins_like_gzip_is_refused() => Reading.Refusal(_folder.Write("data.bin", [0x1F, 0x8B, 1, 2, 3])).Should().Contain("cannot be read");

    [Fact]
    public void An_unknown_format_is_refused_with_the_known_ones() => Reading.Refusal(_folder.Path, format: "lmdb").Should().Contain("imagefolder");

    [Theory]
    [InlineData("imagefolder", "cannot be read")]
    [InlineData("tar", "cut off")]
    [InlineData("idx", "labels")]
    [InlineData("jsonl", "line 1")]
    public void A_file_that_is_read_as_what_it_is_not_is_refused(string format, string expected) =>
        Reading.Refusal(_folder.Write("photo.jsonl", Pictures.Png()), format: format).Should().Contain(expected);

    [Fact]
    public void A_pipe_is_refused_and_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no named pipes in folders.");
        var path = Path.Combine(_folder.Path, "pipe.csv");
        using var process = System.Diagnostics.Process.Start("mkfifo", path);
        process.WaitForExit();

        Reading.Refusal(path).Should().Contain("no bytes");
    }

    [Fact]
    public void An_empty_folder_has_no_samples() => Reading.Load(_folder.Path).Samples.Should().BeEmpty();

    [Fact]
    public void Ten_thousand_classes_are_ten_thousand_classes()
    {
        var image = Pictures.Png(2, 2);
        var lines = Enumerable.Range(0, 10_000).Select(i => $"1.png,class-{i:D5}");
        _folder.Write("1.png", image);

        var dataset = Reading.Load(_folder.Write("labels.csv", $"path,label\n{string.Join('\n', lines)}"));

        dataset.Classes.Should().HaveCount(10_000);
        dataset.Samples.Should().HaveCount(10_000).And.OnlyContain(sample => sample.Fault == null);
    }

    [Fact]
    public void One_image_is_one_class()
    {
        _folder.Write("cat/1.png", Pictures.Png());

        var dataset = Reading.Load(_folder.Path);

        dataset.Classes.Should().Equal("cat");
        dataset.Samples.Should().ContainSingle().Which.Facts.Should().Be(new ImageFacts("png", 8, 8, IsGray: false));
    }
}
