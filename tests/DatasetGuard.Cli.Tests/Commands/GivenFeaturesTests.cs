using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Detection.Tests.Features.Encoders;
using DatasetGuard.RedTeam;

namespace DatasetGuard.Cli.Tests.Commands;

/// <summary>Features in the place of images, and beside them.</summary>
public sealed class GivenFeaturesTests : IDisposable
{
    private const int PerClass = 40;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_of_features_with_labels_beside_it_is_scanned_without_pixels()
    {
        WriteArray("features.npy", "<f4", rows: 6 * PerClass, columns: 5);
        WriteLabels("labels.npy", 6);

        var (code, report) = await Scan(_folder.File("features.npy"));

        code.Should().Be(0);
        report.GetProperty("verdict").GetString().Should().Be("pass");
        report.GetProperty("dataset").GetProperty("samples").GetInt32().Should().Be(6 * PerClass);
        var status = report.GetProperty("rules").EnumerateArray().ToDictionary(rule => rule.GetProperty("id").GetString()!, rule => rule.GetProperty("status").GetString());
        status.Where(rule => rule.Value == "completed").Select(rule => rule.Key).Should()
            .Equal("DG0002", "DG0003", "DG1001", "DG1004", "DG1101", "DG1103", "DG1104", "DG1301", "DG1302", "DG1303", "DG2001", "DG2002", "DG2003", "DG2004");
        status.Values.Should().OnlyContain(value => value == "completed" || value == "skipped");
    }

    [Fact]
    public async Task Labels_that_lie_elsewhere_are_named_with_the_option()
    {
        WriteArray("features.npy", "<f4", rows: 80, columns: 5);
        WriteLabels("elsewhere/of.npy", 2);

        (await new Cli { Folder = _folder.Path }.RunAsync("scan", _folder.File("features.npy"), "--no-cache")).Code.Should().Be(3, "without labels nothing can be read");
        (await Scan(_folder.File("features.npy"), "--labels", _folder.File("elsewhere/of.npy"))).Code.Should().Be(0);
    }

    [Fact]
    public async Task Features_of_images_need_a_row_for_each()
    {
        ImageFolders.Draw(_folder.File("data"), perClass: 40);
        var images = Directory.EnumerateFiles(_folder.File("data"), "*", SearchOption.AllDirectories).Count();
        WriteArray("right.npy", "<f4", images, columns: 5);
        WriteArray("wrong.npy", "<f4", images + 1, columns: 5);

        var (rightCode, right) = await Scan(_folder.File("data"), "--features", _folder.File("right.npy"));
        var (wrongCode, wrong) = await Scan(_folder.File("data"), "--features", _folder.File("wrong.npy"));

        rightCode.Should().NotBe(3);
        RuleOf(right, "DG2004").GetProperty("status").GetString().Should().Be("completed");
        RuleOf(right, "DG2002").GetProperty("reason").GetString().Should().Contain("among at least 5");
        RuleOf(right, "DG2101").GetProperty("reason").GetString().Should().StartWith("Not checked: ").And.Contain("precomputed");
        wrongCode.Should().Be(3);
        RuleOf(wrong, "DG2002").GetProperty("reason").GetString().Should().Contain($"The features have {images + 1:N0} rows, and the dataset has {images:N0} samples");
    }

    [Fact]
    public async Task A_group_that_the_model_under_audit_sees_apart_is_named_in_its_features()
    {
        // The model sees nothing but how red a picture is on average; a quarter of the third class is.
        var random = SplitMix64.For(4, "activations");
        for (var i = 0; i < 6 * PerClass; i++)
        {
            var image = new PixelBuffer(12, 12, 3);
            random.Fill(image.Pixels);
            for (var at = 0; at < image.Length; at += 3)
                image.Data[at] = (byte)((image.Data[at] / 4) + (i % 24 == 2 ? 180 : 40));

            ImageFolders.Save(image, _folder.File($"data/{"abcdef"[i % 6]}/{i:000}.png"));
        }

        await File.WriteAllBytesAsync(_folder.File("net.onnx"), Means(), TestContext.Current.CancellationToken);
        var (code, report) = await Scan(_folder.File("data"), "--features", _folder.File("net.onnx"), "--activations", "--fail-on", "none");

        code.Should().Be(0);
        RuleOf(report, "DG2002").GetProperty("status").GetString().Should().Be("completed");
        RuleOf(report, "DG2101").GetProperty("reason").GetString().Should().Contain("was trained on this data");
        var findings = report.GetProperty("findings").EnumerateArray().Where(finding => finding.GetProperty("rule").GetString() is "DG2002" or "DG2901").ToList();
        findings.Should().ContainSingle().Which.GetProperty("class").GetString().Should().Be("c");
        findings[0].GetProperty("message").GetString().Should().Contain("the features of the given model");
    }

    [Fact]
    public async Task A_model_under_audit_must_be_named_and_be_a_model()
    {
        ImageFolders.Draw(_folder.File("data"), perClass: 2);
        WriteArray("features.npy", "<f4", rows: 6, columns: 5);

        (await Refused("--activations")).Should().Contain("none is named");
        (await Refused("--activations", "--features", _folder.File("features.npy"))).Should().Contain("is an array of features");
        (await Refused("--activations", "--features", _folder.File("features.npy"), "--depth", "fast")).Should().Contain("for --depth standard");
    }

    private async Task<string> Refused(params string[] options)
    {
        string[] depth = options.Contains("--depth") ? [] : ["--depth", "standard"];
        var result = await new Cli { Folder = _folder.Path }.RunAsync(["scan", _folder.File("data"), .. depth, .. options]);

        result.Code.Should().Be(2, result.Out);
        return result.Error;
    }

    private static byte[] Means() => new OnnxFile()
        .Input("pictures", [-1, 3, -1, -1]).Node("GlobalAveragePool", ["pictures"], "pooled").Node("Flatten", ["pooled"], "features").Output("features", -1, 3).ToArray();

    [Theory]
    [InlineData("<i4", "features are floats")]
    [InlineData("<f8", "cut off")]
    public async Task An_array_that_cannot_be_used_is_told_before_the_scan(string type, string expected)
    {
        ImageFolders.Draw(_folder.File("data"), perClass: 2);
        WriteArray("features.npy", type, rows: 10, columns: 5);

        var result = await new Cli { Folder = _folder.Path }.RunAsync("scan", _folder.File("data"), "--depth", "standard", "--features", _folder.File("features.npy"));

        result.Code.Should().Be(2);
        result.Error.Should().Contain(expected);
    }

    private async Task<(int Code, JsonElement Report)> Scan(params string[] args)
    {
        var result = await new Cli { Folder = _folder.Path }.RunAsync(["scan", .. args, "--depth", "standard", "--format", "json", "--no-cache"]);
        return (result.Code, JsonDocument.Parse(result.Out).RootElement);
    }

    private static JsonElement RuleOf(JsonElement report, string id) => report.GetProperty("rules").EnumerateArray().Single(rule => rule.GetProperty("id").GetString() == id);

    /// <summary>Values of four bytes, whatever type the header tells.</summary>
    private void WriteArray(string name, string type, int rows, int columns)
    {
        var random = new Random(rows);
        var data = new byte[4 * rows * columns];
        for (var i = 0; i < rows * columns; i++)
            BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(4 * i), (float)(random.NextDouble() + random.NextDouble() + random.NextDouble()));

        Write(name, $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({rows}, {columns}), }}", data);
    }

    private void WriteLabels(string name, int classes) =>
        Write(name, $"{{'descr': '|u1', 'fortran_order': False, 'shape': ({classes * PerClass},), }}", [.. Enumerable.Range(0, classes * PerClass).Select(i => (byte)(i / PerClass))]);

    private void Write(string name, string header, byte[] data)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        var text = header.PadRight(117) + "\n";
        File.WriteAllBytes(_folder.File(name), [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. Encoding.ASCII.GetBytes(text), .. data]);
    }
}
