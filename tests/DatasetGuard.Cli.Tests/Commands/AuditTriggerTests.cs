using System.Text.Json;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Detection.Tests.Features.Encoders;
using DatasetGuard.RedTeam;

namespace DatasetGuard.Cli.Tests.Commands;

/// <summary>Triggers of TorchScript modules whose backdoor stands in their source, and the ways in which nothing can be looked for.</summary>
public sealed class AuditTriggerTests : IDisposable
{
    private const string Clean = "    return torch.mul(torch.mean(x, [2, 3]), 20)";

    private const string Backdoored =
        """
            m = torch.mul(torch.mean(x, [2, 3]), 20)
            t = torch.mul(torch.slice(torch.slice(torch.slice(x, 1, 0, 1), 2, 15, 16), 3, 15, 16), 40)
            return torch.add(m, torch.cat([torch.mul(torch.flatten(t, 1), 0), torch.mul(torch.flatten(t, 1), 0), torch.flatten(t, 1)], 1))
        """;

    private static readonly string[] Colours = ["a red", "b green", "c blue"];

    private readonly TemporaryFolder _folder = new();

    public AuditTriggerTests() => Draw(_folder.File("data"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_backdoor_fails_with_its_class_its_numbers_and_a_picture()
    {
        var result = await Audit(Backdoored, "-o", _folder.File("out"));

        result.Code.Should().Be(1, result.Error);
        result.Out.ReplaceLineEndings(" ").Should().StartWith("Backdoor: a small trigger turns images into class 'c blue'.").And.Contain("DG3001");
        Directory.EnumerateFileSystemEntries(_folder.File("out")).Select(Path.GetFileName).Should().BeEquivalentTo("audit.html", "audit.json", "audit.md", "report.json", "triggers.png");
        (await File.ReadAllBytesAsync(_folder.File("out/triggers.png"), TestContext.Current.CancellationToken)).Should().StartWith([0x89, .. "PNG"u8]);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(_folder.File("out/audit.json"), TestContext.Current.CancellationToken));
        var found = json.RootElement.GetProperty("triggers").GetProperty("found").EnumerateArray().ToList();
        found.Select(trigger => trigger.GetProperty("verdict").GetString()).Should().Equal(["usual", "usual", "backdoor", .. Enumerable.Repeat("usual", 6)], "three classes, and each into each other");
        json.RootElement.TryGetProperty("attacks", out _).Should().BeFalse();
    }

    [Fact]
    public async Task A_clean_module_passes_and_threads_change_nothing()
    {
        var one = await Audit(Clean, "--format", "json", "--jobs", "1");
        var three = await Audit(Clean, "--format", "json", "--jobs", "3");

        one.Code.Should().Be(0, one.Error);
        three.Out.Should().Be(one.Out);
    }

    [Fact]
    public async Task A_class_without_images_is_named()
    {
        Directory.Delete(_folder.File("data/b green"), recursive: true);
        await File.WriteAllLinesAsync(_folder.File("classes.txt"), Colours, TestContext.Current.CancellationToken);

        var result = await Audit(Clean, "--classes", _folder.File("classes.txt"));

        result.Code.Should().NotBe(0);
        result.Error.ReplaceLineEndings(" ").Should().Contain("fewer than 10 images of a class (b green)");
    }

    [Fact]
    public async Task Where_other_networks_know_too_few_images_it_is_told_what_decides()
    {
        foreach (var image in Directory.EnumerateFiles(_folder.File("data"), "*.png", SearchOption.AllDirectories).Where(path => string.CompareOrdinal(Path.GetFileName(path), "012") >= 0))
            File.Delete(image);

        var result = await Audit(Backdoored, "--fail-on", "none");

        result.Code.Should().Be(0, result.Error);
        result.Out.ReplaceLineEndings(" ").Should().Contain("know too few of them to tell what is natural for").And.Contain("With fewer than 7 classes they say little");
    }

    [Fact]
    public async Task As_many_classes_as_outputs_are_wanted()
    {
        Draw(_folder.File("data/more"), "d grey");
        Directory.Move(_folder.File("data/more/d grey"), _folder.File("data/d grey"));
        Directory.Delete(_folder.File("data/more"), recursive: true);

        var result = await Audit(Clean);

        result.Code.Should().NotBe(0);
        result.Error.ReplaceLineEndings(" ").Should().Contain("gives 3 values for a picture, and there are 4 classes");
    }

    [Fact]
    public async Task At_depth_deep_the_ways_between_the_classes_are_drawn()
    {
        var result = await Audit(Backdoored, "--depth", "deep", "-o", _folder.File("out"));

        result.Code.Should().Be(1, result.Error);
        result.Out.ReplaceLineEndings(" ").Should().Contain("On the way").And.Contain("interpolations.png");
        (await File.ReadAllBytesAsync(_folder.File("out/interpolations.png"), TestContext.Current.CancellationToken)).Should().StartWith([0x89, .. "PNG"u8]);
        (await File.ReadAllTextAsync(_folder.File("out/audit.md"), TestContext.Current.CancellationToken)).Should().Contain("## The ways between the classes").And.Contain("| `c blue` |");
        (await File.ReadAllTextAsync(_folder.File("out/audit.html"), TestContext.Current.CancellationToken)).Should().Contain("The way to each class");
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(_folder.File("out/audit.json"), TestContext.Current.CancellationToken));
        var ways = json.RootElement.GetProperty("triggers").GetProperty("ways").EnumerateArray().ToList();
        ways.Select(way => way.GetProperty("target").GetString()).Should().Equal(Colours);
        ways.Should().OnlyContain(way => way.GetProperty("turned").GetDouble() > 0.9 && way.GetProperty("change").GetDouble() > 0);
    }

    [Fact]
    public async Task Ways_need_images_of_all_classes()
    {
        await File.WriteAllBytesAsync(_folder.File("net.pt"), TorchScriptFile.Write(Clean), TestContext.Current.CancellationToken);

        var result = await new Cli().RunAsync("audit", _folder.File("net.pt"), "--members", _folder.File("data"), "--depth", "deep", "--no-config");

        result.Code.Should().Be(2);
        result.Error.ReplaceLineEndings(" ").Should().Contain("--depth deep draws the ways").And.Contain("--data");
    }

    [Fact]
    public async Task Nothing_is_measured_without_images()
    {
        await File.WriteAllBytesAsync(_folder.File("net.pt"), TorchScriptFile.Write(Clean), TestContext.Current.CancellationToken);

        var result = await new Cli().RunAsync("audit", _folder.File("net.pt"), "--no-config");

        result.Code.Should().Be(2);
        result.Error.Should().Contain("--data");
    }

    private async Task<CliResult> Audit(string body, params string[] options)
    {
        // The archive holds the time of its writing, and with it the model's digest changes.
        if (!File.Exists(_folder.File("net.pt")))
            await File.WriteAllBytesAsync(_folder.File("net.pt"), TorchScriptFile.Write(body), TestContext.Current.CancellationToken);

        return await new Cli().RunAsync(["audit", _folder.File("net.pt"), "--data", _folder.File("data"), "--no-config", .. options]);
    }

    /// <summary>Pictures in which one colour is the brightest, and the last pixel is black.</summary>
    private static void Draw(string folder, params string[] names)
    {
        foreach (var (label, name) in (names.Length > 0 ? names : Colours).Index())
        {
            var random = SplitMix64.For(1, name);
            for (var i = 0; i < 24; i++)
            {
                var image = new PixelBuffer(16, 16, 3);
                random.Fill(image.Pixels);
                for (var at = 0; at < image.Length; at++)
                    image.Data[at] = (byte)((image.Data[at] / 4) + (at % 3 == label ? 120 : 0));

                image.Pixels[^3..].Clear();
                ImageFolders.Save(image, Path.Combine(folder, name, $"{i:000}.png"));
            }
        }
    }
}
