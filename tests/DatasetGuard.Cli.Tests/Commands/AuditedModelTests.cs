using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using DatasetGuard.Detection.Tests.Features.Encoders;

namespace DatasetGuard.Cli.Tests.Commands;

/// <summary>Models from elsewhere, good and bad ones.</summary>
public sealed class AuditedModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public AuditedModelTests()
    {
        MemorisedModel.Draw(_folder.File("members"), 1);
        MemorisedModel.Draw(_folder.File("others"), 2);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cat\ndog\nfox\n", null)]
    [InlineData(null, """{ "classes": ["cat", "dog", "fox"], "input": { "mean": 0.5, "std": [0.2, 0.2, 0.2] } }""")]
    [InlineData(null, null)]
    public async Task Classes_come_from_a_file_or_from_beside_the_model_or_are_taken_in_their_order(string? file, string? beside)
    {
        if (file is not null)
            await File.WriteAllTextAsync(_folder.File("classes.txt"), file, TestContext.Current.CancellationToken);
        if (beside is not null)
            await File.WriteAllTextAsync(_folder.File("model.json"), beside, TestContext.Current.CancellationToken);

        var result = await Audit(Pooling(), file is null ? [] : ["--classes", _folder.File("classes.txt")]);

        result.Code.Should().Be(0, result.Error);
        result.Out.Contains("Nobody says in which order", StringComparison.Ordinal).Should().Be(file is null && beside is null);
    }

    [Fact]
    public async Task A_TorchScript_module_is_audited_as_well()
    {
        var result = await Audit(TorchScriptFile.Write("    return torch.mean(x, [2, 3])"), [], "net.pt");

        result.Code.Should().Be(0, result.Error);
        result.Out.Should().Contain("a TorchScript module for 16 x 16 colour pictures");
    }

    [Fact]
    public async Task Probabilities_are_taken_for_what_they_are()
    {
        var logits = await Audit(Pooling(), ["--format", "json"]);
        var shares = await Audit(Pooling(last: "Softmax"), ["--format", "json"]);

        shares.Code.Should().Be(0, shares.Error);
        using var one = JsonDocument.Parse(logits.Out);
        using var two = JsonDocument.Parse(shares.Out);
        double[] Areas(JsonDocument json) => [.. json.RootElement.GetProperty("attacks").EnumerateArray().Select(attack => attack.GetProperty("auc").GetDouble())];
        Areas(two).Should().Equal(Areas(one), (a, b) => Math.Abs(a - b) < 1e-4);
        two.RootElement.GetProperty("warnings").EnumerateArray().Should().Contain(warning => warning.GetString()!.StartsWith("The model gives probabilities and no logits"));
    }

    [Theory]
    [InlineData("NaN", "The model's answer to 'cat/000.png' is no finite number.")]
    [InlineData("constant", "The model says the same of every image.")]
    [InlineData("two classes", "The model gives 2 values for a picture, and there are 3 classes. Name the classes")]
    [InlineData("other size", "The model takes pictures of 8 x 8, and --size or the model.json beside it says 32 x 32.", "--size", "32x32")]
    [InlineData("two outputs", "has 2 outputs: first, second. Say which are the logits with --logits.")]
    [InlineData("two outputs", "has no output 'frist'. Did you mean 'first'?", "--logits", "frist")]
    [InlineData("external", "cannot be opened")]
    [InlineData("text", "cannot be opened")]
    [InlineData("empty", "cannot be read: It has no bytes")]
    [InlineData("zip", "cannot be loaded: It is an archive without a module in it")]
    [InlineData("module for gray", "fails on pictures of 3 x 16 x 16")]
    [InlineData("bad json", "beside the model, does not describe it: the class 'cat' is there twice.")]
    [InlineData("two channels", "beside the model, does not describe it: channels are 1 or 3.")]
    [InlineData("unknown class", "The members have a class that the model does not know: fox. It knows bird, cat, dog.")]
    [InlineData("good", "--size is a width and a height", "--size", "0x5")]
    [InlineData("good", "--std is one number, or three with commas, such as 0.485,0.456,0.406, above 0; not '0'.", "--std", "0")]
    public async Task A_model_or_a_set_up_that_is_wrong_is_told_in_one_line(string model, string reason, params string[] options)
    {
        await File.WriteAllTextAsync(_folder.File("classes.txt"), "bird\ncat\ndog\n", TestContext.Current.CancellationToken);
        if (model == "unknown class")
            options = ["--classes", _folder.File("classes.txt")];
        if (model == "bad json")
            await File.WriteAllTextAsync(_folder.File("model.json"), """{ "classes": ["cat", "cat"] }""", TestContext.Current.CancellationToken);

        if (model == "two channels")
            await File.WriteAllTextAsync(_folder.File("model.json"), """{ "input": { "width": 16, "height": 16, "channels": 2 } }""", TestContext.Current.CancellationToken);

        await File.WriteAllBytesAsync(_folder.File("weights.bin"), [1, 2, 3, 4], TestContext.Current.CancellationToken);
        Directory.CreateDirectory(_folder.File("nets"));
        var result = await Audit(Bytes(model), [.. options, "-o", _folder.File("out")], model == "external" ? "nets/net.onnx" : "net.onnx");

        result.Code.Should().Be(2, result.Out);
        result.Out.Should().BeEmpty();
        result.Error.TrimEnd().Should().StartWith("error: ").And.Contain(reason).And.NotContain("\n").And.NotContain("fault of datasetguard");
        Path.Exists(_folder.File("out")).Should().BeFalse();
    }

    [Theory]
    [InlineData("no members", 4, "There are no members")]
    [InlineData("no others", 4, "There are no non-members")]
    [InlineData("few", 2, "An audit needs 20 members and as many non-members, and there are 9 and 120")]
    [InlineData("one class", 2, "There is one class")]
    [InlineData("nothing in common", 2, "Members and non-members have no class in common")]
    [InlineData("vectors", 2, "holds feature vectors")]
    public async Task Sides_that_cannot_be_compared_are_told(string sides, int code, string reason)
    {
        var (members, others) = (_folder.File("members"), _folder.File("others"));
        switch (sides)
        {
            case "no members" or "no others":
                Directory.Delete(sides == "no members" ? members : others, recursive: true);
                Directory.CreateDirectory(Path.Combine(sides == "no members" ? members : others, "cat"));
                await File.WriteAllTextAsync(Path.Combine(sides == "no members" ? members : others, "cat", "1.png"), "x", TestContext.Current.CancellationToken);
                break;
            case "few":
                Directory.Delete(members, recursive: true);
                MemorisedModel.Draw(members, 1, perClass: 3);
                break;
            case "one class" or "nothing in common":
                foreach (var name in (string[])["dog", "fox"])
                {
                    Directory.Delete(Path.Combine(members, name), recursive: true);
                    if (sides == "one class")
                        Directory.Delete(Path.Combine(others, name), recursive: true);
                }

                if (sides == "nothing in common")
                    Directory.Delete(Path.Combine(others, "cat"), recursive: true);
                break;
            default:
                await File.WriteAllBytesAsync(_folder.File("v.npy"), Vectors(), TestContext.Current.CancellationToken);
                await File.WriteAllTextAsync(_folder.File("labels.csv"), "path,label\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{(i % 2 == 0 ? "cat" : "dog")}\n")), TestContext.Current.CancellationToken);
                members = _folder.File("v.npy");
                break;
        }

        await File.WriteAllBytesAsync(_folder.File("net.onnx"), Pooling(), TestContext.Current.CancellationToken);
        var result = await new Cli().RunAsync(["audit", _folder.File("net.onnx"), "--members", members, "--nonmembers", others, "--no-config", .. sides == "vectors" ? new[] { "--labels", _folder.File("labels.csv") } : []]);

        result.Code.Should().Be(code, result.Error + result.Out);
        result.Error.Should().StartWith("error: ").And.Contain(reason).And.NotContain("fault of datasetguard");
    }

    [Fact]
    public async Task A_full_disk_at_the_reports_is_told_with_3_and_nothing_half_is_left()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs bash and its limits.");
        foreach (var side in (string[])["members", "others"])
        {
            Directory.Delete(_folder.File(side), recursive: true);
            MemorisedModel.Draw(_folder.File(side), side.Length, perClass: 10, side: 8);
        }

        await File.WriteAllBytesAsync(_folder.File("net.onnx"), Pooling(), TestContext.Current.CancellationToken);
        string[] line = ["audit", _folder.File("net.onnx"), "--members", _folder.File("members"), "--nonmembers", _folder.File("others"), "-o", _folder.File("out"), "--no-config", "--jobs", "1"];

        // The picture of the curves has more bytes than that; the pixels of the images, which one thread writes into one block, have room.
        var start = new ProcessStartInfo("bash", ["-c", "trap '' XFSZ; ulimit -f 16; exec dotnet exec \"$@\"", "bash", Path.Combine(AppContext.BaseDirectory, "datasetguard.dll"), .. line])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using var process = Process.Start(start)!;

        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.Should().Be(3, error);
        error.Should().StartWith("error: The reports cannot be written to").And.Contain("Free some space");
        (!Directory.Exists(_folder.File("out")) || !Directory.EnumerateFileSystemEntries(_folder.File("out")).Any()).Should().BeTrue();
    }

    private async Task<CliResult> Audit(byte[] model, string[] options, string name = "net.onnx")
    {
        await File.WriteAllBytesAsync(_folder.File(name), model, TestContext.Current.CancellationToken);
        return await new Cli().RunAsync(["audit", _folder.File(name), "--members", _folder.File("members"), "--nonmembers", _folder.File("others"), "--no-config", .. options]);
    }

    private static byte[] Bytes(string model) => model switch
    {
        "NaN" => Pooling(weight: float.NaN),
        "constant" => Pooling(weight: 0),
        "two classes" => Pooling(classes: 2),
        "other size" => Pooling(side: 8),
        "two outputs" => new OnnxFile().Input("pictures", [-1, 3, -1, -1]).Node("GlobalAveragePool", ["pictures"], "pooled")
            .Node("Flatten", ["pooled"], "first").Node("Flatten", ["pooled"], "second").Output("first", -1, 3).Output("second", -1, 3).ToArray(),
        "external" => new OnnxFile().Input("pictures", [-1, 3, 1, 1]).External("w", "../weights.bin").Node("Flatten", ["pictures"], "flat").Node("Mul", ["flat", "w"], "logits").Output("logits", -1, 3).ToArray(),
        "text" => "no model"u8.ToArray(),
        "empty" => [],
        "zip" => Zip(),
        "module for gray" => TorchScriptFile.Write("    return torch.reshape(x, [1, 256])"),
        _ => Pooling(),
    };

    private static byte[] Zip()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("weights/data.pkl").Open();
            entry.Write("x"u8);
        }

        return stream.ToArray();
    }

    private static byte[] Vectors()
    {
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (40, 4), }".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header.Select(letter => (byte)letter), .. new byte[40 * 4 * sizeof(float)]];
    }

    /// <summary>The mean of each channel through a full layer.</summary>
    private static byte[] Pooling(float weight = 30, int classes = 3, int side = -1, string last = "Identity") => new OnnxFile()
        .Input("pictures", [-1, 3, side, side])
        .Weights("w", [classes, 3], [.. Enumerable.Range(0, classes * 3).Select(i => i % 4 == 0 ? weight : 0)]).Weights("b", [classes], new float[classes])
        .Node("GlobalAveragePool", ["pictures"], "pooled").Node("Flatten", ["pooled"], "flat").Node("Gemm", ["flat", "w", "b"], "full", ("transB", [1])).Node(last, ["full"], "logits")
        .Output("logits", -1, classes)
        .ToArray();
}
