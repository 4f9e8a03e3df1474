using System.Text.Json;
using DatasetGuard.Detection.Tests.Features.Encoders;

namespace DatasetGuard.Cli.Tests.Commands;

public sealed class ScreenCommandTests : IClassFixture<BackdooredModel>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly BackdooredModel _made;

    public ScreenCommandTests(BackdooredModel made)
    {
        _made = made;
        BackdooredModel.Draw(Clean, seed: 7, perClass: 140);
        BackdooredModel.DrawIncoming(Incoming, seed: 8, clean: 40, stamped: 20);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Images_with_the_trigger_are_suspects_and_fail_the_batch()
    {
        var result = await Screen("-o", Output);

        result.Code.Should().Be(1, result.Out + result.Error);
        result.Out.Should().StartWith("Fails: more images stand out than chance explains.").And.Contain("stamped-000.png").And.Contain("Through the autoencoder").And.Contain($"The model says '{BackdooredModel.Target}' of ");
        Directory.EnumerateFileSystemEntries(Output).Select(Path.GetFileName).Should().BeEquivalentTo("scores.csv", "screen.json", "autoencoder.onnx");
        var rows = await Rows();
        rows.Should().HaveCount(60);
        rows.Count(row => row[0].StartsWith("stamped", StringComparison.Ordinal) && row[^1].Length > 0).Should().BeGreaterThanOrEqualTo(18);
        rows.Count(row => row[0].StartsWith("plain", StringComparison.Ordinal) && row[^1].Length > 0).Should().BeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task Clean_images_pass()
    {
        BackdooredModel.DrawIncoming(_folder.File("plain"), seed: 9, clean: 60, stamped: 0);

        var result = await Run(_made.Model, _folder.File("plain"), "--data", Clean);

        result.Code.Should().Be(0, result.Out + result.Error);
        result.Out.Should().StartWith("Passes: no more images stand out than chance explains.").And.Contain("a pass proves nothing");
    }

    [Theory]
    [InlineData("strip")]
    [InlineData("reconstruction")]
    public async Task One_detector_does_with_half_of_the_clean_images(string detector)
    {
        BackdooredModel.Draw(_folder.File("few"), seed: 7, perClass: 66);

        var both = await Run(_made.Model, Incoming, "--data", _folder.File("few"));
        var one = await Run(_made.Model, Incoming, "--data", _folder.File("few"), "--detector", detector, "--format", "json");

        both.Code.Should().Be(2, both.Out);
        both.Error.Should().Contain("1 % shared by 2 detectors needs 199 clean images").And.Contain("398 different ones").And.Contain("has 198 that can be decoded");
        one.Code.Should().Be(1, one.Out + one.Error);
        using var json = JsonDocument.Parse(one.Out);
        json.RootElement.GetProperty("verdict").GetString().Should().Be("fail");
        json.RootElement.GetProperty("detectors").EnumerateArray().Select(one => one.GetProperty("detector").GetString()).Should().Equal(detector);
        json.RootElement.GetProperty("suspects").GetArrayLength().Should().BeGreaterThanOrEqualTo(18);
    }

    [Fact]
    public async Task A_seed_gives_the_same_bytes_at_any_number_of_threads()
    {
        var one = await Screen("-o", Output, "--seed", "3", "--jobs", "1", "--format", "json");
        var first = await File.ReadAllBytesAsync(Path.Combine(Output, "scores.csv"), TestContext.Current.CancellationToken);
        var three = await Screen("-o", Output, "--seed", "3", "--jobs", "3", "--format", "json");

        three.Out.Should().Be(one.Out);
        (await File.ReadAllBytesAsync(Path.Combine(Output, "scores.csv"), TestContext.Current.CancellationToken)).Should().Equal(first);
    }

    [Fact]
    public async Task The_same_model_as_ONNX_says_the_same()
    {
        var checkpoint = await Screen("--detector", "strip", "--format", "json");
        var onnx = await Run(Path.Combine(_made.Model, "model.onnx"), Incoming, "--data", Clean, "--detector", "strip", "--format", "json");

        onnx.Code.Should().Be(1, onnx.Error);
        Suspects(onnx).Should().Equal(Suspects(checkpoint));
        onnx.Out.Should().Contain("an ONNX model for 16 x 16 colour pictures");

        static string?[] Suspects(CliResult result)
        {
            using var json = JsonDocument.Parse(result.Out);
            return [.. json.RootElement.GetProperty("suspects").EnumerateArray().Select(one => one.GetProperty("path").GetString()).Order(StringComparer.Ordinal)];
        }
    }

    [Fact]
    public async Task A_TorchScript_module_is_asked_as_well()
    {
        await File.WriteAllBytesAsync(_folder.File("net.pt"), TorchScriptFile.Write("    return torch.mean(x, [2, 3])"), TestContext.Current.CancellationToken);

        var result = await Run(_folder.File("net.pt"), Incoming, "--data", Clean, "--overlays", "5", "--detector", "strip");

        result.Code.Should().BeOneOf([0, 1], result.Error);
        result.Out.Should().Contain("a TorchScript module for");
    }

    [Fact]
    public async Task Answers_that_are_no_numbers_are_told()
    {
        await File.WriteAllBytesAsync(_folder.File("net.onnx"), Pooling(float.NaN), TestContext.Current.CancellationToken);

        Refused(await Run(_folder.File("net.onnx"), Incoming, "--data", Clean), "no finite numbers");
    }

    [Fact]
    public async Task A_model_that_says_the_same_of_every_image_is_told()
    {
        await File.WriteAllBytesAsync(_folder.File("net.onnx"), Pooling(0), TestContext.Current.CancellationToken);

        Refused(await Run(_folder.File("net.onnx"), Incoming, "--data", Clean), "says the same of every image");
    }

    [Fact]
    public async Task An_image_that_cannot_be_decoded_is_no_pass()
    {
        BackdooredModel.DrawIncoming(_folder.File("mixed"), seed: 9, clean: 20, stamped: 0);
        await File.WriteAllTextAsync(_folder.File("mixed/broken.png"), "x", TestContext.Current.CancellationToken);

        var result = await Run(_made.Model, _folder.File("mixed"), "--data", Clean, "--detector", "strip");

        result.Code.Should().Be(3, result.Out + result.Error);
        result.Error.Should().Contain("1 image cannot be decoded and was not screened, so this is no pass: 'broken.png'.");
    }

    [Fact]
    public async Task Where_no_image_can_be_decoded_there_is_nothing_to_screen()
    {
        Directory.CreateDirectory(_folder.File("none"));
        await File.WriteAllTextAsync(_folder.File("none/broken.png"), "x", TestContext.Current.CancellationToken);

        var result = await Run(_made.Model, _folder.File("none"), "--data", Clean);

        result.Code.Should().Be(4, result.Out + result.Error);
        result.Error.Should().Contain("nothing to screen");
    }

    [Fact]
    public async Task Images_of_another_size_or_without_colour_are_looked_at_and_told()
    {
        BackdooredModel.DrawIncoming(_folder.File("other"), seed: 9, clean: 5, stamped: 0);
        var gray = new Core.Imaging.PixelBuffer(24, 20, 3);
        ImageFolders.Save(gray, _folder.File("other/gray.png"));

        var result = await Run(_made.Model, _folder.File("other"), "--data", Clean, "--detector", "strip");

        result.Code.Should().BeOneOf([0, 1], result.Error);
        result.Out.ReplaceLineEndings(" ").Should().Contain("1 image that is screened is not of 16 x 16 pixels");
    }

    [Fact]
    public async Task Copies_of_clean_images_among_those_that_are_screened_are_told()
    {
        var result = await Run(_made.Model, Clean, "--data", Clean, "--detector", "strip", "--overlays", "5");

        result.Out.ReplaceLineEndings(" ").Should().Contain("420 images that are screened are among the clean ones as well");
    }

    [Fact]
    public async Task A_name_that_wants_to_be_more_is_printed_as_one()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a file system that takes such names.");
        File.Move(_folder.File("incoming/stamped-000.png"), _folder.File("incoming/=x\n::error::\u001b[31m.png"));

        var result = await Screen("--detector", "reconstruction", "-o", Output);

        result.Out.Where(letter => char.IsControl(letter) && letter != '\n').Should().BeEmpty();
        result.Out.Split('\n').Should().NotContain(line => line.StartsWith("::", StringComparison.Ordinal));
        (await File.ReadAllTextAsync(Path.Combine(Output, "scores.csv"), TestContext.Current.CancellationToken)).Should().Contain("'=x");
    }

    [Theory]
    [InlineData("There is no dataset at", "--data", "nowhere")]
    [InlineData("--fpr is a share", "--fpr", "0")]
    [InlineData("--fpr is a share", "--fpr", "NaN")]
    [InlineData("needs 199,999 clean images", "--fpr", "0.00001")]
    [InlineData("is not a value of --detector", "--detector", "pray")]
    [InlineData("--overlays is for strip", "--overlays", "5", "--detector", "reconstruction")]
    [InlineData("--classes is for models from elsewhere", "--classes", "x.txt")]
    public async Task What_cannot_be_is_refused(string words, params string[] options) => Refused(await Screen(options), words);

    [Fact]
    public async Task The_reports_of_a_scan_are_not_written_over()
    {
        Directory.CreateDirectory(Output);
        await File.WriteAllTextAsync(Path.Combine(Output, "scores.csv"), "path\n", TestContext.Current.CancellationToken);

        Refused(await Screen("-o", Output), "holds the reports of a scan");
        Refused(await Screen("-o", Path.Combine(Incoming, "out")), "lies in what is read");
    }

    private string Clean => _folder.File("clean");

    private string Incoming => _folder.File("incoming");

    private string Output => _folder.File("out");

    private async Task<List<string[]>> Rows()
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(Output, "scores.csv"), TestContext.Current.CancellationToken);
        lines[0].Should().Be("path,answer,answer_through_autoencoder,strip_entropy,strip_p,reconstruction_error,reconstruction_p,suspected_by");
        return [.. lines.Skip(1).Select(line => line.Split(','))];
    }

    private void Refused(CliResult result, string words)
    {
        result.Code.Should().Be(2, result.Out + result.Error);
        result.Out.Should().BeEmpty();
        result.Error.Should().Contain(words).And.NotContain("fault of datasetguard");
        File.Exists(Path.Combine(Output, "screen.json")).Should().BeFalse();
    }

    private Task<CliResult> Screen(params string[] options) => Run([_made.Model, Incoming, .. options.Contains("--data") ? [] : (string[])["--data", Clean], .. options]);

    private static Task<CliResult> Run(params string[] words) => new Cli().RunAsync(["screen", .. words, "--no-config"]);

    private static byte[] Pooling(float weight) => new OnnxFile()
        .Input("pictures", [-1, 3, -1, -1])
        .Weights("w", [3, 3], [weight, 0, 0, 0, weight, 0, 0, 0, weight]).Weights("b", [3], new float[3])
        .Node("GlobalAveragePool", ["pictures"], "pooled").Node("Flatten", ["pooled"], "flat").Node("Gemm", ["flat", "w", "b"], "logits", ("transB", [1]))
        .Output("logits", -1, 3)
        .ToArray();
}
