using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Reports;

namespace DatasetGuard.Core.Tests.Reports;

public sealed class ReportPathsTests
{
    [Theory]
    [InlineData("data", "cat/1.png", "data/cat/1.png")]
    [InlineData("data/", "cat/1.png", "data/cat/1.png")]
    [InlineData("./data", "cat/1.png", "data/cat/1.png")]
    [InlineData(".", "cat/1.png", "cat/1.png")]
    [InlineData("./", "cat/1.png", "cat/1.png")]
    [InlineData("/", "cat/1.png", "/cat/1.png")]
    [InlineData("../data", "cat/1.png", "../data/cat/1.png")]
    [InlineData("data", "../secret", "data")]
    [InlineData("data", "/etc/passwd", "data")]
    public void A_file_is_named_from_where_the_dataset_is_named(string root, string id, string expected) =>
        ReportPaths.Of(new FindingLocation(LocationKind.File, id), new Dataset(root, [], [], [], [])).Should().Be(expected);

    [Fact]
    public void A_file_of_a_manifest_is_named_from_its_folder() =>
        ReportPaths.Of(new FindingLocation(LocationKind.File, "cat/1.png"), new Dataset("a/labels.csv", ["csv"], [], [], []) { ManifestPath = "a/labels.csv" })
            .Should().Be("a/cat/1.png");

    [Theory]
    [InlineData("train/cat/1.png", "../data/train/cat/1.png")]
    [InlineData("labelled/cat/1.png", "lists/cat/1.png")]
    [InlineData("shard.tar/cat/1.png", "data/shard.tar")]
    [InlineData("train/../../secret", "../data/train")]
    public void A_file_of_several_datasets_is_named_from_its_own(string id, string expected)
    {
        var dataset = new Dataset("../data/train lists/labelled.csv data/shard.tar", [], [], [], [])
        {
            Roots = [DatasetRoot.Of("../data/train", "imagefolder", "train/"), DatasetRoot.Of("lists/labelled.csv", "csv", "labelled/"), DatasetRoot.Of("data/shard.tar", "tar", "shard.tar/")],
        };

        ReportPaths.Of(new FindingLocation(LocationKind.File, id), dataset).Should().Be(expected);
    }

    [Fact]
    public void A_code_host_gets_names_from_the_root_of_the_repository_with_links_resolved()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        using var folder = new TempFolder();
        folder.Make("repository/.git");
        folder.Make("repository/work");
        var data = folder.Make("repository/data/train");
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "link"), data);
        var outside = folder.Make("outside");
        var repository = RepositoryFolder.Around(Path.Combine(folder.Path, "repository", "work"))!;

        string Of(string root) => ReportPaths.InRepository(new FindingLocation(LocationKind.File, "cat/1.png"), Results.Clean() with { Dataset = new Dataset(root, [], [], [], []), Repository = repository });

        Of(data).Should().Be("data/train/cat/1.png");
        Of(Path.Combine(folder.Path, "link")).Should().Be("data/train/cat/1.png");
        Of(Path.Combine(folder.Path, "repository")).Should().Be("cat/1.png");
        Of(outside).Should().Be($"{outside}/cat/1.png", "what lies outside is named as the user names it");
        RepositoryFolder.Around(outside).Should().BeNull();
    }

    [Theory]
    [InlineData("a b/ü#1.png", "a%20b/%C3%BC%231.png")]
    [InlineData("javascript:alert(1)", "javascript%3Aalert%281%29")]
    [InlineData("/data/a b.png", "file:///data/a%20b.png")]
    public void A_path_is_percent_encoded(string path, string uri) => ReportPaths.Uri(path).Should().Be(uri);
}
