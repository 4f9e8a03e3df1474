using DatasetGuard.Core.Configuration;

namespace DatasetGuard.Core.Tests.Configuration;

public sealed class ConfigurationSearchTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public ConfigurationSearchTests() => _folder.Make("repo/.git");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_nearest_file_from_the_current_folder_up_is_taken()
    {
        Write("repo");
        var nearest = Write("repo/src");

        Search("repo/src/deep").Should().Be(new ConfigurationSearch(nearest, null));
    }

    [Fact]
    public void Nothing_above_the_root_of_the_repository_is_looked_at()
    {
        Write("");

        Search("repo/src").Should().Be(new ConfigurationSearch(null, null));
    }

    [Fact]
    public void Without_a_repository_only_the_current_folder_is_looked_at()
    {
        var here = Write("loose");

        Search("loose").Path.Should().Be(here);
        Search("loose/below").Path.Should().BeNull();
    }

    [Fact]
    public void A_work_tree_has_a_file_for_a_root()
    {
        Write("repo");
        _folder.Write("repo/tree/.git", "gitdir: ../.git/worktrees/tree\n");

        Search("repo/tree/src").Path.Should().BeNull();
    }

    [Fact]
    public void A_file_in_the_dataset_is_passed_over_and_the_one_above_it_taken()
    {
        var mine = Write("repo");
        var theirs = Write("repo/data");

        Search("repo/data", "repo/data").Should().Be(new ConfigurationSearch(mine, theirs));
        Search("repo/data/cat", "repo/data").Should().Be(new ConfigurationSearch(mine, theirs));
        Search("repo/data", "repo/dat").Path.Should().Be(theirs);
    }

    [Fact]
    public void A_dataset_behind_a_link_is_the_dataset()
    {
        Write("repo/data");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "link"), Path.Combine(_folder.Path, "repo/data"));

        Search("repo/data", "link").Path.Should().BeNull();
    }

    [Fact]
    public void A_manifest_does_not_make_its_folder_the_datasets()
    {
        var mine = Write("repo");
        _folder.Write("repo/labels.csv", "path,label\n");

        Search("repo", "repo/labels.csv").Path.Should().Be(mine);
    }

    private string Write(string folder) => _folder.Write(Path.Combine(folder, "datasetguard.yaml"), "");

    private ConfigurationSearch Search(string from, params string[] datasets) =>
        ConfigurationSearch.From(_folder.Make(from), [.. datasets.Select(dataset => Path.Combine(_folder.Path, dataset))]);
}
