using CsCheck;
using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Core.Tests.Datasets;

public sealed class PathLayoutTests
{
    private static readonly string[] Folders = ["cat", "dog", "train/cat", "test/dog", "train/dog/deep"];

    [Theory]
    [InlineData("cat/1 dog/2", "cat dog")]
    [InlineData("cat/1", "cat")]
    [InlineData("cat/1 cat/2", "cat cat")]
    [InlineData("cat/deep/1 cat/2", "cat cat")]
    [InlineData("cat/deep/1", "cat")]
    [InlineData("cat/deep/1 dog/2", "cat dog")]
    [InlineData("my/cat/1 my/dog/2", "cat dog")]
    [InlineData("my/own/cat/1 my/own/dog/2", "cat dog")]
    [InlineData("my/cat/1 my/dog/deep/2 my/stray", "cat dog -")]
    [InlineData("cat/1 cat/a/2 cat/b/3", "- a b")]
    [InlineData("my/cat/1 my/dog/2 stray", "cat dog -")]
    [InlineData("train/cat/1 test/dog/2", "cat@train dog@test")]
    [InlineData("my/train/cat/1 my/Val/dog/2", "cat@train dog@validation")]
    [InlineData("my/train/cat/1", "cat@train")]
    [InlineData("my/train/cat/1 my/train/2", "cat@train -")]
    [InlineData("train/cat/1 train/dog/2 stray", "cat@train dog@train -")]
    [InlineData("my/train/1 my/bus/2", "train bus")]
    [InlineData("train/1 bus/2", "train bus")]
    [InlineData("train/1", "train")]
    [InlineData("train/cat/1 test/dog/2 .x/3 .x/cat/4", "cat@train dog@test - -")]
    [InlineData("my/cat/1 my/dog/2 .x/3", "cat dog -")]
    [InlineData("my/cat/1 my/dog/2 my/dog/.x/3 my/.x/4", "cat dog dog .x")]
    [InlineData(".x/cat/1 .x/dog/2", "cat dog")]
    [InlineData("1 2", "- -")]
    [InlineData("", "")]
    public void Class_and_split_stand_in_the_path(string ids, string expected)
    {
        var paths = ids.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        var layout = new PathLayout(paths);

        string.Join(' ', paths.Select(path => Describe(layout.Resolve(path)))).Should().Be(expected);
    }

    [Theory]
    [InlineData("a.tar/cat/1 b.tar/dog/2", "cat dog")]
    [InlineData("a.tar/train/cat/1 a.tar/test/cat/1", "cat@train cat@test")]
    [InlineData("train-0.tar/cat/1 test/0.tgz/dog/2", "cat@train dog@test")]
    [InlineData("a.tar/b.tar/1 a.tar/cat/2", "b.tar cat")]
    [InlineData("a.tar/1 cat/2", "- cat")]
    [InlineData("cat.tar/1 dog.tar.gz/2 dog.tar.gz/.x", "cat dog -")]
    [InlineData("train/cat.tar/1 val/cat.tar/1 val/dog.tar/1", "cat@train cat@validation dog@validation")]
    [InlineData("n01440764.tar/1 n01443537.tar/1", "n01440764 n01443537")]
    [InlineData("shard-000000.tar/1 shard-000002.tar/1", "- -")]
    [InlineData("0.tar/1 1.tar/1", "- -")]
    [InlineData("train.tar/1 test.tar/1", "@train @test")]
    [InlineData("all.tar/1 all.tar/2", "- -")]
    [InlineData("cat.tar/1 dog.tar/ball/1", "- ball")]
    public void An_archive_that_files_lie_in_is_no_class_and_may_tell_the_split(string ids, string expected)
    {
        var paths = ids.Split(' ');

        var layout = new PathLayout(paths, areInParts: true);

        string.Join(' ', paths.Select(path => Describe(layout.Resolve(path)))).Should().Be(expected);
    }

    [Fact]
    public void A_class_folder_may_be_named_as_an_archive() => new PathLayout(["a.tar/1", "b.tar/2"]).Resolve("a.tar/1").Should().Be(("a.tar", null));

    [Fact]
    public void A_folder_around_everything_changes_no_class() =>
        Gen.Int[0, Folders.Length - 1].Select(i => Folders[i]).Array[2, 12]
            .Where(folders => folders.Select(folder => folder.Split('/')[0]).Distinct().Count() > 1)
            .Sample(folders =>
            {
                var paths = folders.Select((folder, i) => $"{folder}/{i}.png").ToArray();
                var (plain, wrapped) = (new PathLayout(paths), new PathLayout(paths.Select(path => $"my data/{path}")));

                paths.Select(path => wrapped.Resolve($"my data/{path}")).Should().Equal(paths.Select(plain.Resolve));
            });

    [Fact]
    public void Folders_without_end_are_not_passed_over()
    {
        var deep = string.Concat(Enumerable.Repeat("d/", 5_000));

        new PathLayout([$"{deep}cat/1.png", $"{deep}dog/2.png"]).Resolve($"{deep}cat/1.png").Should().Be(("d", null));
    }

    private static string Describe((string? Label, string? Split) found) =>
        found.Split is null ? found.Label ?? "-" : $"{found.Label}@{found.Split}";

    [Theory]
    [InlineData("train", "train")]
    [InlineData("Testing", "test")]
    [InlineData("cifar10-train-3.tar", "train")]
    [InlineData("mnist_val.tar.gz", "validation")]
    [InlineData("restraint", null)]
    [InlineData("train-and-test", null)]
    [InlineData("data", null)]
    [InlineData("", null)]
    public void The_name_of_a_root_tells_its_split_when_it_names_exactly_one(string name, string? split) =>
        PathLayout.SplitOfRoot(name).Should().Be(split);
}
