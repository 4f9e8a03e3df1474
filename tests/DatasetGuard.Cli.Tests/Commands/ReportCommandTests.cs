namespace DatasetGuard.Cli.Tests.Commands;

public sealed class ReportCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ReportCommandTests() => ImageFolders.Draw(_folder.File("data"), perClass: 3);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_that_broke_between_two_scans_is_new_and_repairing_it_is_told_as_fixed()
    {
        await Scan("good");
        var image = Directory.GetFiles(_folder.File("data"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        var bytes = await File.ReadAllBytesAsync(image, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(image, bytes[..(bytes.Length / 2)], TestContext.Current.CancellationToken);
        await Scan("broken");

        var worse = await Run("report", _folder.File("good"), _folder.File("broken"), "--output", _folder.File("history.html"));
        var better = await Run("report", _folder.File("broken"), _folder.File("good"));

        worse.Code.Should().Be(0, worse.Error);
        worse.Out.Should().StartWith("1 new").And.Contain("error DG1001").And.Contain("9 samples before, 9 now.");
        better.Out.Should().StartWith("Nothing new").And.Contain("1 fixed");
        (await File.ReadAllTextAsync(_folder.File("history.html"), TestContext.Current.CancellationToken)).Should().Contain("1 new").And.Contain("default-src 'none'");
    }

    [Fact]
    public async Task One_scan_is_not_enough_and_what_is_no_scan_is_refused()
    {
        await Scan("good");

        var one = await Run("report", _folder.File("good"));
        var missing = await Run("report", _folder.File("good"), _folder.File("nowhere"));
        var other = await Run("report", _folder.File("good"), _folder.File("data"));

        (one.Code, missing.Code, other.Code).Should().Be((2, 2, 2));
        one.Error.Should().Contain("Give two runs or more");
        missing.Error.Should().Contain("There is no report at");
        other.Error.Should().Contain("is not the report of a scan");
    }

    private async Task Scan(string output) => (await Run("scan", _folder.File("data"), "--output", _folder.File(output), "-q")).Code.Should().BeLessThan(2);

    private static Task<CliResult> Run(params string[] args) => new Cli().RunAsync(args);
}
