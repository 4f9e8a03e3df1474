namespace DatasetGuard.Cli.Tests.Commands;

public sealed class PoisonCommandTests
{
    [Fact]
    public async Task A_poisoned_copy_is_caught_by_a_scan()
    {
        using var folder = new TemporaryFolder();
        ImageFolders.Draw(folder.File("clean"));

        var poison = await new Cli().RunAsync("poison", folder.File("clean"), folder.File("copy"), "--attack", "checker", "--target", "cat", "--rate", "0.06", "--seed", "3");
        var scan = await new Cli().RunAsync("scan", folder.File("copy"));

        poison.Should().Be(new CliResult(0, $"22 images of 360 poisoned with checker for class 'cat': {folder.File("copy/poison.csv")}\n", ""));
        scan.Code.Should().Be(1, scan.Out);
        scan.Out.Should().Contain("error DG2201  The same patch in one class only: cat");
    }

    [Fact]
    public async Task A_class_that_is_not_there_is_wrong_usage_and_nothing_is_written()
    {
        using var folder = new TemporaryFolder();
        ImageFolders.Draw(folder.File("clean"), perClass: 3);

        var result = await new Cli().RunAsync("poison", folder.File("clean"), folder.File("copy"), "--attack", "checker", "--target", "cta");

        result.Code.Should().Be(2);
        result.Error.Should().StartWith("error: ").And.Contain("cta");
        Path.Exists(folder.File("copy")).Should().BeFalse();
    }
}
