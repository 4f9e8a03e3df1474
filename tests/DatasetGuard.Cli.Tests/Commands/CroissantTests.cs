using System.Formats.Tar;
using System.Text.Json;

namespace DatasetGuard.Cli.Tests.Commands;

public sealed class CroissantTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CroissantTests() => ImageFolders.Draw(Data, perClass: 3);

    private string Data => _folder.File("data");

    private string Croissant => _folder.File("data/croissant.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_dataset_is_what_its_own_description_declares_until_a_file_changes()
    {
        await Describe(Data);

        var same = await Scan(Data);
        File.AppendAllText(_folder.File("data/cat/0000.png"), "x");
        File.Move(_folder.File("data/dog/0000.png"), _folder.File("data/fox/moved.png"));
        var changed = await Scan(Data);

        (same.Code, same.Error).Should().Be((0, ""));
        same.Out.Should().StartWith("PASS  nothing found\n");
        changed.Code.Should().Be(1);
        changed.Out.Should().StartWith("FAIL  1 error, 2 warnings\n")
            .And.Contain("1 image has other bytes than declared: 'cat/0000.png'.")
            .And.Contain("1 declared file is not there: 'dog/0000.png'.")
            .And.Contain("1 image has no place in what is declared: 'fox/moved.png'.");
    }

    [Fact]
    public async Task A_label_that_was_flipped_in_the_list_is_found()
    {
        File.WriteAllText(_folder.File("labels.csv"), "path,label\ncat/0000.png,cat\ncat/0001.png,cat\ndog/0000.png,dog\n");
        await Describe(Data, "--labels", _folder.File("labels.csv"));
        File.WriteAllText(_folder.File("labels.csv"), "path,label\ncat/0000.png,cat\ncat/0001.png,dog\ndog/0000.png,dog\n");

        var result = await Scan(Data, "--labels", _folder.File("labels.csv"));

        result.Code.Should().Be(1, result.Error);
        result.Out.Should().StartWith("FAIL  1 error, 1 warning\n", "the list lies elsewhere, and an image of it has lost its class").And.Contain("1 image has another label than declared: 'cat/0001.png'.");
    }

    [Fact]
    public async Task An_archive_is_described_beside_it_and_a_change_in_it_is_found()
    {
        var archive = _folder.File("data.tar");
        TarFile.CreateFromDirectory(Data, archive, includeBaseDirectory: false);
        var described = await Run("scan", archive, "--format", "croissant", "-q", "--no-cache");
        File.WriteAllText(_folder.File("croissant.json"), described.Out);

        var same = await Run("scan", archive, "--croissant", _folder.File("croissant.json"), "-q");
        File.Delete(_folder.File("data/cat/0000.png"));
        TarFile.CreateFromDirectory(Data, _folder.File("new.tar"), includeBaseDirectory: false);
        File.Move(_folder.File("new.tar"), archive, overwrite: true);
        var changed = await Run("scan", archive, "--croissant", _folder.File("croissant.json"), "-q");

        same.Code.Should().Be(0, same.Out);
        changed.Code.Should().Be(1);
        changed.Out.Should().Contain("1 file has other bytes than declared: 'data.tar'.").And.Contain("1 declared file is not there: 'cat/0000.png'.");
    }

    [Fact]
    public async Task A_list_that_changes_between_two_scans_with_a_cache_is_read_again()
    {
        await Describe(Data);
        using (var croissant = JsonDocument.Parse(File.ReadAllText(Croissant)))
            File.WriteAllText(Croissant, croissant.RootElement.GetRawText().Replace("\"distribution\": [", $$"""
                "distribution": [ { "@type": "cr:FileObject", "@id": "n", "name": "notes", "contentUrl": "notes.txt", "encodingFormat": "text/plain", "sha256": "{{Hash("one")}}" },
                """));
        File.WriteAllText(_folder.File("data/notes.txt"), "one");

        var first = await Scan(Data, "--cache", _folder.File("cache"));
        File.WriteAllText(_folder.File("data/notes.txt"), "two");
        var second = await Scan(Data, "--cache", _folder.File("cache"));

        first.Code.Should().Be(0, first.Out);
        second.Code.Should().Be(1);
        second.Out.Should().Contain("1 file has other bytes than declared: 'notes'.");
    }

    [Fact]
    public async Task Files_with_hostile_names_are_found_where_their_description_says()
    {
        var deep = string.Join('/', Enumerable.Repeat(new string('d', 250), 15));
        string[] names = ["x\n::error::forged.png", "<script>a<script>.png", "%2e%2e%2fx.png", "a?b#c.png", "\u202egnp.exe", "http:x.png", " 1 .png", "日本\U0001F408.png", "\"q'.png", $"{deep}/z.png"];
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File($"data/cat/{name}"))!);
            File.Copy(_folder.File("data/cat/0000.png"), _folder.File($"data/cat/{name}"));
        }

        await Describe(Data);
        var same = await Scan(Data, "--disable", "all", "--enable", "DG1403");
        foreach (var name in names)
            File.AppendAllText(_folder.File($"data/cat/{name}"), "x");

        var changed = await Scan(Data, "--disable", "all", "--enable", "DG1403");

        File.ReadAllText(Croissant).Should().MatchRegex("^[\n -~]*$").And.NotContain("<script>");
        (same.Code, same.Out.Split('\n')[0]).Should().Be((0, "PASS  nothing found"));
        changed.Code.Should().Be(1);
        changed.Out.Should().StartWith("FAIL  1 error\n").And.Contain($"{names.Length} images have other bytes than declared: ");
    }

    [Theory]
    [InlineData("nonsense", ":1:2: the Croissant file is no JSON from here on, or says one thing twice.")]
    [InlineData("{}", ": the Croissant file describes no dataset: its @type is not sc:Dataset.")]
    [InlineData("", ": the Croissant file cannot be read: It has no bytes, or is no plain file.")]
    public async Task A_broken_description_ends_the_scan_with_2(string text, string message)
    {
        File.WriteAllText(Croissant, text);

        var result = await Scan(Data);

        (result.Code, result.Out, result.Error).Should().Be((2, "", $"error: {Croissant}{message}\n"));
    }

    [Fact]
    public async Task The_description_stands_in_the_report_folder_and_among_the_inputs_of_the_report()
    {
        await Describe(Data);

        await Scan(Data, "--output", _folder.File("report"));

        File.ReadAllText(_folder.File("report/croissant.json")).Should().Be(File.ReadAllText(Croissant));
        using var report = JsonDocument.Parse(File.ReadAllText(_folder.File("report/report.json")));
        report.RootElement.GetProperty("inputs").EnumerateArray().Select(input => input.GetProperty("kind").GetString()).Should().Equal("croissant");
    }

    private static string Hash(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));

    private async Task Describe(string data, params string[] more)
    {
        var result = await Run(["scan", data, "--format", "croissant", "-q", "--no-cache", .. more]);
        File.WriteAllText(Croissant, result.Out);
    }

    private Task<CliResult> Scan(string data, params string[] more) => Run(["scan", data, "--croissant", Croissant, "-q", .. more]);

    private Task<CliResult> Run(params string[] args) => new Cli { Folder = _folder.Path, Variables = new Dictionary<string, string> { ["XDG_CACHE_HOME"] = _folder.File("own-cache") } }.RunAsync(args);
}
