using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Tests.Datasets;

public sealed class TarFolderReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_shards_of_a_WebDataset_are_one_dataset_though_their_members_have_the_same_names()
    {
        Write("train-000000.tar", "000.png 000.cls=cat 001.png 001.cls=dog");
        Write("train-000001.tar", "000.png 000.cls=dog");
        Write("test-000000.tar", "000.png 000.cls=cat");
        _folder.Write("README.md", "about");

        var dataset = Reading.Load(_folder.Path);

        Described(dataset).Should().Equal(
            "test-000000.tar/000.png cat@test",
            "train-000000.tar/000.png cat@train",
            "train-000000.tar/001.png dog@train",
            "train-000001.tar/000.png dog@train");
        dataset.Formats.Should().Equal("tar");
        dataset.Roots.Should().ContainSingle();
    }

    [Fact]
    public void Class_folders_inside_of_archives_are_the_classes_and_their_folders_or_names_the_splits()
    {
        Write("train/part-0.tar", "cat/1.png dog/2.png");
        Write("val/part-0.tar", "cat/1.png");
        Write("train/part-1.tar.gz", "dog/1.png stray.png");

        Described(Reading.Load(_folder.Path)).Should().Equal(
            "train/part-0.tar/cat/1.png cat@train",
            "train/part-0.tar/dog/2.png dog@train",
            "train/part-1.tar.gz/dog/1.png dog@train",
            "train/part-1.tar.gz/stray.png -@train",
            "val/part-0.tar/cat/1.png cat@validation");
    }

    [Fact]
    public void Archives_with_nothing_but_files_are_classes()
    {
        Write("cat.tar", "1.png 2.png");
        Write("dog.tgz", "1.png");

        Described(Reading.Load(_folder.Path)).Should().Equal("cat.tar/1.png cat", "cat.tar/2.png cat", "dog.tgz/1.png dog");
    }

    [Fact]
    public void An_image_without_its_class_among_shards_that_have_them_is_of_no_class()
    {
        Write("images.tar", "1.png 1.cls=cat 2.png");
        Write("more.tar", "1.png");

        Described(Reading.Load(_folder.Path)).Should().Equal("images.tar/1.png cat", "images.tar/2.png -", "more.tar/1.png -");
    }

    [Fact]
    public void A_member_that_leads_out_of_its_archive_stays_one_and_is_of_no_class()
    {
        Write("a.tar", "../../cat/1.png dog/2.png");

        var dataset = Reading.Load(_folder.Path);

        var (unsafeOne, good) = (dataset.Samples[0], dataset.Samples[1]);
        (unsafeOne.Id, unsafeOne.Fault!.Kind, dataset.ClassOf(unsafeOne)).Should().Be(("../../cat/1.png", DecodeFaultKind.UnsafePath, null));
        (good.Id, dataset.ClassOf(good)).Should().Be(("a.tar/dog/2.png", "dog"));
    }

    [Fact]
    public void A_damaged_shard_leaves_the_scan_incomplete_and_is_named_and_those_behind_it_are_read()
    {
        Write("a.tar", "cat/1.png dog/2.png");
        _folder.Write("b.tar", [1, 2, 3]);
        Write("c.tar", "cat/3.png");

        var dataset = Reading.Load(_folder.Path);

        dataset.Samples.Select(sample => sample.Id).Should().Equal("a.tar/cat/1.png", "a.tar/dog/2.png", "c.tar/cat/3.png");
        dataset.Breaks.Should().ContainSingle().Which.Should().Contain("b.tar").And.NotContain("Archives that");
    }

    [Fact]
    public void Of_several_damaged_shards_the_first_is_named_and_the_others_are_counted()
    {
        Write("a.tar", "cat/1.png");
        foreach (var name in (string[])["b.tar", "c.tar", "d.tar"])
            _folder.Write(name, [1, 2, 3]);

        Reading.Load(_folder.Path).Breaks.Should().ContainSingle().Which.Should().Contain("b.tar").And.EndWith("Archives that could not be read to their end: 3.");
    }

    [Theory]
    [InlineData("a.tar")]
    [InlineData("a.tar.gz")]
    public void What_is_named_as_an_archive_and_is_a_pipe_is_refused_and_not_waited_for(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no named pipes in folders.");
        using var process = System.Diagnostics.Process.Start("mkfifo", Path.Combine(_folder.Path, name));
        process.WaitForExit();

        Reading.Refusal(_folder.Path).Should().Contain(name);
    }

    [Fact]
    public void Archives_beside_images_are_no_part_of_an_image_folder()
    {
        Write("all.tar", "cat/1.png");
        _folder.Write("dog/1.png", Pictures.Png());

        Described(Reading.Load(_folder.Path)).Should().Equal("dog/1.png dog");
    }

    private void Write(string name, string members)
    {
        var tar = Archives.Tar(members);
        _folder.Write(name, name.EndsWith(".gz", StringComparison.Ordinal) ? Archives.Gzip(tar) : tar);
    }

    private static IEnumerable<string> Described(Dataset dataset) => dataset.Samples.Select(sample =>
        $"{sample.Id} {dataset.ClassOf(sample) ?? "-"}{(sample.SplitIndex < 0 ? "" : $"@{dataset.Splits[sample.SplitIndex]}")}");
}
