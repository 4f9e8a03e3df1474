using DatasetGuard.Core.Datasets;

namespace DatasetGuard.Core.Tests.Datasets;

public sealed class PathLayoutTests
{
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
