using System.Formats.Tar;
using System.Text.Json;
using DatasetGuard.Core.Imaging;
using DatasetGuard.RedTeam;

namespace DatasetGuard.Cli.Tests;

/// <summary>A dataset whose names want to be more than names, through everything that the command line prints and writes.</summary>
public sealed class HostileDatasetTests : IDisposable
{
    private static readonly string[] Names =
    [
        "x\n::error::forged",
        "x\r::error file=a.png::forged",
        "::set-output name=a::b",
        "%0A::error::forged",
        "<script>alert(1)</script>",
        "=cmd|' C'!A0",
        "\u001b]0;title\u0007\u001b[31mred\u001b[2J",
        "\u009b31m",
        "\u202egnp.exe",
        "\u2066x\u2069",
        "a.png: error DG2901: forged",
        "DatasetGuard> a: error DG2901: forged",
        "PASS  nothing found",
        "[red]markup[/]",
        "{0} {{1}}",
        "error: forged",
        "日本\U0001F408",
        new string('n', 4096),
    ];

    private readonly TemporaryFolder _folder = new();

    public HostileDatasetTests() => Write(_folder.File("data.tar"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("text")]
    [InlineData("github")]
    [InlineData("msbuild")]
    [InlineData("markdown")]
    [InlineData("json")]
    [InlineData("sarif")]
    [InlineData("code-scanning")]
    [InlineData("croissant")]
    public async Task No_format_on_stdout_holds_what_a_name_wants_it_to(string format)
    {
        var result = await new Cli().RunAsync("scan", _folder.File("data.tar"), "--format", format, "-v");

        result.Code.Should().Be(1, result.Error);
        (result.Out + result.Error).Where(IsControl).Should().BeEmpty();
        Lines(result.Error).Should().NotContain(line => line.StartsWith("::", StringComparison.Ordinal) || line.StartsWith("error: ", StringComparison.Ordinal));
        Lines(result.Out).Should().NotContain(line => Forges(line, format));
    }

    [Fact]
    public async Task A_terminal_with_colours_gets_only_our_own_sequences()
    {
        var result = await new Cli { IsTerminal = true, Variables = new Dictionary<string, string> { ["TERM"] = "xterm-256color" } }.RunAsync("scan", _folder.File("data.tar"), "--no-progress");

        result.Out.Should().Contain("\u001b[").And.NotContain("\u001b]0;").And.NotContain("\u001b[2J").And.NotContain("\u009b").And.NotContain("\u202e");
    }

    [Fact]
    public async Task A_baseline_of_such_findings_is_plain_and_accepts_them()
    {
        var created = await new Cli().RunAsync("baseline", "create", _folder.File("data.tar"), "-o", _folder.File("baseline.json"));
        var result = await new Cli().RunAsync("scan", _folder.File("data.tar"), "--baseline", _folder.File("baseline.json"));

        created.Code.Should().Be(0, created.Error);
        (created.Out + created.Error).Where(IsControl).Should().BeEmpty();
        var baseline = File.ReadAllText(_folder.File("baseline.json"));
        baseline.Should().MatchRegex("^[\n -~]*$");
        JsonDocument.Parse(baseline).Dispose();
        result.Code.Should().Be(0, result.Out);
        result.Out.Where(IsControl).Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_stated_of_such_a_scan_is_plain_and_its_own_description_fits_it()
    {
        await new Cli().RunAsync("scan", _folder.File("data.tar"), "--output", _folder.File("report"));
        var again = await new Cli().RunAsync("scan", _folder.File("data.tar"), "--croissant", _folder.File("report/croissant.json"), "--disable", "all", "--enable", "DG1403");

        (again.Code, again.Out.Split('\n')[0]).Should().Be((0, "PASS  nothing found"));
        foreach (var format in (string[])["in-toto", "predicate", "cyclonedx"])
        {
            var result = await new Cli().RunAsync("attest", _folder.File("report"), "--format", format, "--name", Names[0]);

            result.Code.Should().Be(0, result.Error);
            result.Out.Should().MatchRegex("^[\n -~]*$").And.NotContain("<script>");
            result.Error.Where(IsControl).Should().BeEmpty();
            JsonDocument.Parse(result.Out).Dispose();
        }
    }

    [Fact]
    public async Task The_clean_copy_has_only_names_that_are_safe_everywhere()
    {
        var result = await new Cli().RunAsync("scan", _folder.File("data.tar"), "--clean-to", _folder.File("clean"), "--disable", "DG1103");

        result.Error.Where(IsControl).Should().BeEmpty();
        Directory.EnumerateFileSystemEntries(_folder.File("clean"), "*", SearchOption.AllDirectories).Select(Path.GetFileName).Should().HaveCountGreaterThan(Names.Length)
            .And.AllSatisfy(name => name!.Any(character => IsControl(character) || "<>:\"|?*\\".Contains(character)).Should().BeFalse(name));
    }

    [Fact]
    public async Task Mistakes_in_the_configuration_are_told_in_one_line_each()
    {
        File.WriteAllText(_folder.File("datasetguard.yaml"), $"rules:\n  \"DG1101\": {{ \"{string.Concat("\\n::error::forged\\e[31m")}\": 1 }}\n\"x\\n::error::forged\": 1\nfailOn: \"\\u202Ewarn\"\nsuppressions: [{{ rule: DG1101, paths: [\"a\\n::error::b\"], reason: \"x\", expires: \"\\e[2J\" }}]\n");

        var result = await new Cli().RunAsync("scan", _folder.File("data.tar"), "--config", _folder.File("datasetguard.yaml"));

        result.Code.Should().Be(2);
        (result.Out + result.Error).Where(IsControl).Should().BeEmpty();
        Lines(result.Error).Should().HaveCountGreaterThan(2).And.OnlyContain(line => line.StartsWith("error: ", StringComparison.Ordinal));
    }

    private static bool Forges(string line, string format) => format switch
    {
        "github" => !line.StartsWith("::error ", StringComparison.Ordinal) && !line.StartsWith("::warning ", StringComparison.Ordinal) && !line.StartsWith("::notice ", StringComparison.Ordinal),
        "msbuild" => !line.StartsWith("DatasetGuard> ", StringComparison.Ordinal) || line.Split(": error DG")[0].Contains("DG2901", StringComparison.Ordinal),
        _ => line.StartsWith("::", StringComparison.Ordinal) || line.StartsWith("error: forged", StringComparison.Ordinal) || line.StartsWith("PASS", StringComparison.Ordinal),
    };

    private static bool IsControl(char character) =>
        (char.IsControl(character) && character != '\n') || character is (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Each name is a class and a file in it; the file is in the next class as well, and a damaged one beside it.</summary>
    private static void Write(string path)
    {
        var random = SplitMix64.For(3, "hostile");
        using var file = File.Create(path);
        using var tar = new TarWriter(file, TarEntryFormat.Pax);
        for (var i = 0; i < Names.Length; i++)
        {
            var image = new PixelBuffer(16, 16, 3);
            random.Fill(image.Pixels);
            var png = ImageEncoder.EncodePng(image);
            Add(tar, $"{Names[i]}/{Names[i]}.png", png);
            Add(tar, $"{Names[(i + 1) % Names.Length]}/copy-{Names[i]}.png", png);
            Add(tar, $"{Names[i]}/cut-{Names[i]}.png", png[..40]);
        }
    }

    private static void Add(TarWriter tar, string name, byte[] bytes)
    {
        using var data = new MemoryStream(bytes);
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data });
    }
}
