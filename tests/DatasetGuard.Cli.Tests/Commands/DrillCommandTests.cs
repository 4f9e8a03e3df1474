using System.Text.Json;
using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam;

namespace DatasetGuard.Cli.Tests.Commands;

public sealed class DrillCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Data(int perClass = ImageFolders.PerClass)
    {
        ImageFolders.Draw(_folder.File("data"), perClass: perClass);
        return _folder.File("data");
    }

    [Fact]
    public async Task A_patch_is_caught_labels_alone_are_not_and_both_stand_in_the_table_and_in_the_folder()
    {
        var result = await new Cli().RunAsync("drill", Data(), "--attacks", "checker,label-flip", "--rates", "0.06", "--target", "dog", "--output", _folder.File("out"));

        result.Code.Should().Be(0, result.Error);
        var lines = result.Out.Split('\n').Select(line => line.TrimEnd()).ToList();
        lines[0].Should().Be("1 of 2 poisons caught.");
        lines.Should().ContainSingle(line => line.StartsWith("  none")).Which.Should().MatchRegex("passes +\u2013 +0 % ");
        lines.Should().ContainSingle(line => line.StartsWith("  checker")).Which.Should().MatchRegex("6 % +1 +22 +yes, DG2201 +100 % +0 % +100 % +100 % ");
        lines.Should().ContainSingle(line => line.StartsWith("  label-flip")).Which.Should().MatchRegex("6 % +1 +22 +no +0 % +0 % ");
        result.Error.Split('\n').Should().Contain(line => line.StartsWith("2 of 3  checker at 6 %, seed 1: caught by DG2201, "));
        Directory.EnumerateFiles(_folder.File("out")).Select(Path.GetFileName).Should().BeEquivalentTo("drill.html", "drill.json", "drill.md", "drill.png");
        (await File.ReadAllTextAsync(_folder.File("out/drill.html"), TestContext.Current.CancellationToken)).Should()
            .Contain("<h1>Caught in part</h1>").And.Contain("<td class=\"h10\">100 %, caught</td>").And.Contain("<td class=\"h0\">0 %, missed</td>");
    }

    [Fact]
    public async Task A_drill_from_a_report_is_the_same_drill_again_but_for_what_is_given()
    {
        var data = Data(40);
        await new Cli().RunAsync("drill", data, "--attacks", "corner,checker@1,1", "--rates", "0.1", "--seeds", "2-3", "--seed", "9", "--target", "fox", "-o", _folder.File("first"));

        var again = await new Cli().RunAsync("drill", data, "--from-report", _folder.File("first/drill.json"), "-o", _folder.File("again"), "--format", "json");
        var other = await new Cli().RunAsync("drill", data, "--from-report", _folder.File("first/drill.json"), "--seeds", "5", "--format", "json");

        var first = await File.ReadAllTextAsync(_folder.File("first/drill.json"), TestContext.Current.CancellationToken);
        again.Out.Should().Be(first);
        (await File.ReadAllTextAsync(_folder.File("again/drill.json"), TestContext.Current.CancellationToken)).Should().Be(first);
        var plan = JsonDocument.Parse(other.Out).RootElement.GetProperty("plan");
        plan.GetProperty("seeds").GetRawText().Should().MatchRegex(@"^\[\s*5\s*\]$");
        (plan.GetProperty("target").GetString(), plan.GetProperty("scanSeed").GetInt32(), plan.GetProperty("attacks").GetArrayLength()).Should().Be(("fox", 9, 2));
    }

    [Fact]
    public async Task A_dataset_that_fails_as_it_is_says_so_before_the_table()
    {
        using var poisoned = new PoisonedFolder();

        var result = await new Cli().RunAsync("drill", poisoned.Path, "--attacks", "label-flip", "--rates", "0.05");

        result.Code.Should().Be(0);
        var warning = result.Out.IndexOf("The dataset fails the scan as it is", StringComparison.Ordinal);
        warning.Should().BePositive().And.BeLessThan(result.Out.IndexOf("Attack", StringComparison.Ordinal));
        result.Out.Should().Contain("0 of 1 poisons caught").And.Contain("DG2201");
    }

    [Fact]
    public async Task The_configuration_of_the_user_is_what_is_tried()
    {
        await File.WriteAllTextAsync(_folder.File("datasetguard.yaml"), "rules: { DG2201: off }\n", TestContext.Current.CancellationToken);

        var result = await new Cli { Folder = _folder.Path }.RunAsync("drill", Data(), "--attacks", "checker", "--rates", "0.06");

        result.Out.Should().StartWith("0 of 1 poisons caught.");
    }

    [Fact]
    public async Task A_configuration_under_which_no_scan_fails_is_wrong_usage()
    {
        await File.WriteAllTextAsync(_folder.File("datasetguard.yaml"), "failOn: none\n", TestContext.Current.CancellationToken);

        var result = await new Cli { Folder = _folder.Path }.RunAsync("drill", Data(2));

        (result.Code, result.Out).Should().Be((2, ""));
        result.Error.Should().Contain("nothing could be caught");
    }

    [Theory]
    [InlineData("cheker", "0.1", "1", "Did you mean 'checker'?")]
    [InlineData("checker+x", "0.1", "1", "behind + stands")]
    [InlineData("checker", "0.1,2", "1", "--rates are shares above 0 and up to 1, such as 0.01,0.05, not '2'")]
    [InlineData("checker", "0.1", "1-", "--seeds are whole numbers")]
    [InlineData("checker", "0.1", "3-1", "--seeds are whole numbers")]
    [InlineData("checker", "0.1", "1-99999", "--seeds are whole numbers")]
    [InlineData("checker", "0.0001", "1", "less than half an image")]
    public async Task What_cannot_be_tried_is_wrong_usage(string attacks, string rates, string seeds, string message)
    {
        var result = await new Cli().RunAsync("drill", Data(4), "--attacks", attacks, "--rates", rates, "--seeds", seeds);

        result.Code.Should().Be(2, result.Out);
        result.Error.Should().StartWith("error: ").And.Contain(message);
    }

    [Fact]
    public async Task Two_datasets_are_wrong_usage()
    {
        var result = await new Cli().RunAsync("drill", Data(2), _folder.File("data"));

        result.Code.Should().Be(2);
        result.Error.Should().Contain("one dataset at a time");
    }

    [Fact]
    public async Task A_rule_that_crashes_is_never_a_result()
    {
        var result = await new Cli { Rules = new RuleCatalog([new CrashingRule()]) }.RunAsync("drill", Data(10), "--attacks", "checker", "--rates", "0.1");

        result.Code.Should().Be(3);
        result.Out.Should().Contain("incomplete");
        result.Error.Should().Contain("error: Not every scan ran to its end");
    }

    [Fact]
    public async Task A_folder_of_broken_images_is_never_a_result()
    {
        foreach (var file in Directory.EnumerateFiles(Data(10), "*", SearchOption.AllDirectories))
            await File.WriteAllTextAsync(file, "no image", TestContext.Current.CancellationToken);

        var result = await new Cli().RunAsync("drill", _folder.File("data"), "--attacks", "checker", "--rates", "0.1");

        result.Code.Should().Be(3);
        result.Out.Should().Contain("not tried").And.Contain("could not be tried").And.Contain("3 images were to be poisoned, but only 0");
    }

    [Fact]
    public async Task A_terminal_gets_bars_and_then_the_table_alone()
    {
        var cli = new Cli { IsTerminal = true, Variables = new Dictionary<string, string> { ["TERM"] = "xterm-256color" } };

        var result = await cli.RunAsync("drill", Data(10), "--attacks", "checker", "--rates", "0.1");

        result.Code.Should().Be(0);
        result.Error.Should().NotContain("2 of 2  checker");
        result.Out.Should().Contain("checker");
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("markdown")]
    public async Task A_class_name_forges_nothing(string format)
    {
        const string Name = "\u001b[2J\n::error::x [red]<b>|a.png: error DG2901: forged";
        using (var archive = new System.Formats.Tar.TarWriter(File.Create(_folder.File("data.tar"))))
        {
            for (var i = 0; i < 40; i++)
            {
                var image = new PixelBuffer(16, 16, 3);
                SplitMix64.For(i, "hostile").Fill(image.Pixels);
                archive.WriteEntry(new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.RegularFile, $"{(i % 2 == 0 ? Name : "z")}/{i}.png") { DataStream = new MemoryStream(ImageEncoder.EncodePng(image)) });
            }
        }

        var result = await new Cli().RunAsync("drill", _folder.File("data.tar"), "--attacks", "checker", "--rates", "0.1", "--target", Name, "--format", format, "-o", _folder.File("out"), "-v");

        result.Code.Should().Be(0, result.Error);
        (result.Out + result.Error).Where(character => character != '\n' && char.IsControl(character)).Should().BeEmpty();
        (result.Out + result.Error).Split('\n').Should().NotContain(line => line.StartsWith("::") || line.StartsWith("a.png: error"));
        if (format == "markdown")
            result.Out.Should().NotContain("\n::").And.Contain("target `\\u001B[2J\\u000A::error::x [red]<b>|a.png: error DG2901: forged`");
    }
}
