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
        ReportPaths.Of(new FindingLocation(LocationKind.File, "cat/1.png"), new Dataset("a/labels.csv", [], [], [], []) { ManifestPath = "a/labels.csv" })
            .Should().Be("a/cat/1.png");

    [Theory]
    [InlineData("a b/ü#1.png", "a%20b/%C3%BC%231.png")]
    [InlineData("javascript:alert(1)", "javascript%3Aalert%281%29")]
    [InlineData("/data/a b.png", "file:///data/a%20b.png")]
    public void A_path_is_percent_encoded(string path, string uri) => ReportPaths.Uri(path).Should().Be(uri);
}
