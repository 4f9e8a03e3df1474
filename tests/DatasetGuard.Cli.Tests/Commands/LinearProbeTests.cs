using System.Text.Json;
using DatasetGuard.Detection.Tests.Features.Encoders;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Cli.Tests.Commands;

/// <summary><c>train --network linear</c>, and what the other commands make of its model.</summary>
public sealed class LinearProbeTests : IDisposable
{
    private static readonly string[] Files = ["model-card.md", "model.json", "model.onnx", "model.safetensors", "probe.onnx", "report.json", "train.html", "train.json"];

    private readonly TemporaryFolder _folder = new();

    public LinearProbeTests()
    {
        MemorisedModel.Draw(Data, 1);
        File.WriteAllBytes(Encoder, Pooling().ToArray());
    }

    private string Data => _folder.File("data");

    private string Encoder => _folder.File("encoder.onnx");

    private string Out => _folder.File("out");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_probe_is_trained_and_audited_like_any_model()
    {
        var result = await Train("--epochs", "20");

        result.Code.Should().Be(0, result.Error);
        result.Error.Should().StartWith($"Features: the output 'features' of {Encoder}\n");
        result.Out.Should().StartWith("Trained on 108 images of 3 classes");
        Directory.EnumerateFileSystemEntries(Out).Select(Path.GetFileName).Should().BeEquivalentTo(Files);
        using var model = TrainedModel.Load(Out);
        model.Description.Shape.Should().BeEquivalentTo(NetworkShape.Linear(features: 48, classes: 3));
        (model.Description.Width, model.Description.Encoder!.Channels, model.Description.Encoder.Output).Should().Be((16, 3, "features"));
        (await Text("model-card.md")).Should().Contain("a linear layer on 48 features of a frozen encoder").And.Contain(model.Description.Encoder.Digest).And.NotContain("Pictures are moved");
        using var report = JsonDocument.Parse(await Text("train.json"));
        report.RootElement.GetProperty("recipe").GetProperty("encoderSha256").GetString().Should().Be(model.Description.Encoder.Digest);

        var audit = await Audit(Out);

        audit.Code.Should().Be(0, audit.Error);
        audit.Out.ReplaceLineEndings(" ").Should().Contain("The model is a linear probe of 'datasetguard train' on an encoder for 16 x 16 colour pictures. 108 members against 120 non-members");
    }

    [Fact]
    public async Task The_encoder_can_be_the_folder_that_train_wrote()
    {
        (await new Cli().RunAsync("train", Data, "--output", _folder.File("cnn"), "--epochs", "1", "--no-config")).Code.Should().Be(0);

        var result = await new Cli().RunAsync("train", Data, "--output", Out, "--network", "linear", "--features", _folder.File("cnn"), "--epochs", "2", "--no-config");

        result.Code.Should().Be(0, result.Error);
        (await Audit(Out)).Code.Should().Be(0);
        var probe = await new Cli().RunAsync("train", Data, "--output", _folder.File("next"), "--network", "linear", "--features", Out, "--no-config");
        probe.Code.Should().Be(2);
        probe.Error.Should().Contain("is a linear probe, whose features are those of its encoder. Give that encoder.");
    }

    [Fact]
    public async Task The_configuration_names_the_encoder_and_how_pictures_go_into_it()
    {
        var file = _folder.File("how.yaml");
        await File.WriteAllTextAsync(file, "features: { model: encoder.onnx, mean: 0.5, std: [0.25, 0.2, 0.25] }\ntraining: { network: linear, epochs: 2 }\n", TestContext.Current.CancellationToken);

        var result = await new Cli().RunAsync("train", Data, "--output", Out, "--config", file);

        result.Code.Should().Be(0, result.Error);
        using var model = TrainedModel.Load(Out);
        model.Description.Encoder!.Mean.Should().Equal(0.5);
        model.Description.Encoder.Deviation.Should().Equal(0.25, 0.2, 0.25);
        MemorisedModel.Draw(_folder.File("more"), 3);
        var (own, whole) = (await Strangers(Out), await Strangers(_folder.File("out/model.onnx")));
        own.Should().HaveCount(5).And.Equal(whole, (a, b) => Math.Abs(a - b) < 1e-3);
    }

    [Fact]
    public async Task The_seed_decides_the_weights_and_the_threads_do_not()
    {
        await Train("--epochs", "2", "--seed", "5", "--jobs", "1");
        var one = Weights();
        await Train("--epochs", "2", "--seed", "5", "--jobs", "3", "--overwrite");
        Weights().Should().Equal(one);

        await Train("--epochs", "2", "--seed", "6", "--overwrite");
        Weights().Should().NotEqual(one);
    }

    [Theory]
    [InlineData("strong")]
    [InlineData("differential")]
    public async Task Every_privacy_is_there_and_shadow_models_learn_from_features_as_well(string privacy)
    {
        var result = await Train("--privacy", privacy, "--epochs", "2");
        var audit = await Audit(Out, "--shadows", "2");

        result.Code.Should().Be(0, result.Error);
        using var model = TrainedModel.Load(Out);
        model.Description.Shape.Normalisation.Should().Be(privacy == "strong" ? Normalisation.Batch : Normalisation.Group);
        audit.Code.Should().Be(0, audit.Error);
        audit.Out.Should().Contain("LiRA, offline, 2 shadow models").And.Contain("the recipe of the audited model.");
        if (privacy == "differential")
            (await Text("model-card.md")).Should().Contain("differentially private").And.Contain("the images that the encoder was trained on, and the choice of the encoder");
    }

    [Theory]
    [InlineData("--network linear is a layer on the features of an encoder, and none is named.", "--network", "linear")]
    [InlineData("--features is the encoder of a linear probe, and another network is trained.", "--features", "encoder.onnx")]
    [InlineData("so that pictures cannot be moved or turned in between", "--network", "linear", "--features", "encoder.onnx", "--flips")]
    [InlineData("so that pictures cannot be moved or turned in between", "--network", "linear", "--features", "encoder.onnx", "--shift", "2")]
    [InlineData("The loss margin shapes features", "--network", "linear", "--features", "encoder.onnx", "--loss", "margin")]
    [InlineData("there is none. Leave them out", "--network", "linear", "--features", "encoder.onnx", "--loss-weight", "2")]
    [InlineData("There is no model 'missing.onnx'", "--network", "linear", "--features", "missing.onnx")]
    [InlineData("is a TorchScript module, which cannot be put into one model", "--network", "linear", "--features", "net.pt")]
    [InlineData("cannot be opened", "--network", "linear", "--features", "external.onnx")]
    [InlineData("lies in the dataset", "--network", "linear", "--features", "data/cat/encoder.onnx")]
    [InlineData("The encoder gives values that are no finite numbers, of 'cat/0", "--network", "linear", "--features", "nan.onnx")]
    [InlineData("The encoder gives the same vector for every image", "--network", "linear", "--features", "same.onnx")]
    [InlineData("has the shape 1 x 3 x 2 x 2 x 2", "--network", "linear", "--features", "shape.onnx")]
    public async Task What_is_no_probe_is_told_in_one_line_and_nothing_is_written(string reason, params string[] options)
    {
        await File.WriteAllBytesAsync(_folder.File("net.pt"), TorchScriptFile.Write("    return torch.mean(x, [2, 3])"), TestContext.Current.CancellationToken);
        File.Copy(Encoder, _folder.File("data/cat/encoder.onnx"));
        Save("external.onnx", Pictures().External("w", "../weights.bin").Node("Mul", ["pictures", "w"], "y").Output("y", -1, 3, 16, 16));
        Save("nan.onnx", Pictures().Node("Log", ["pictures"], "log").Node("Log", ["log"], "y").Output("y", -1, 3, 16, 16));
        Save("same.onnx", Pictures().Weights("w", [], [0]).Node("Mul", ["pictures", "w"], "y").Output("y", -1, 3, 16, 16));
        Save("shape.onnx", Pictures().Weights("w", [1, 1, 1, 1, 2], [1, 1]).Node("AveragePool", ["pictures"], "p", ("kernel_shape", [8, 8]), ("strides", [8, 8])).Node("Unsqueeze", ["p", "axes"], "u").Node("Mul", ["u", "w"], "y").Axes("axes", 4).Output("y", -1, 3, 2, 2, 2));

        var result = await new Cli { Folder = _folder.Path }.RunAsync(["train", Data, "--output", Out, "--no-config", "-q", .. options.Select(option => option.Contains('.', StringComparison.Ordinal) ? _folder.File(option) : option)]);

        result.Code.Should().Be(2, result.Out);
        result.Error.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).TrimEnd().Should().StartWith("error: ").And.Contain(reason).And.NotContain("\n").And.NotContain("fault of datasetguard");
        Path.Exists(Out).Should().BeFalse();
    }

    [Theory]
    [InlineData("missing", "The encoder of the probe, 'out/model.onnx', cannot be read:")]
    [InlineData("changed", "'out/model.onnx', which holds the encoder, is not the file that model.json describes")]
    [InlineData("lies", "The encoder in 'out/model.onnx' gives 48 values for a picture, and model.json tells of 47.")]
    public async Task An_encoder_that_is_not_the_one_of_the_probe_is_told(string what, string reason)
    {
        await Train("--epochs", "1");
        var (graph, description) = (_folder.File("out/model.onnx"), _folder.File("out/model.json"));
        if (what == "missing")
            File.Delete(graph);
        if (what == "changed")
            await File.AppendAllTextAsync(graph, " ", TestContext.Current.CancellationToken);
        if (what == "lies")
            Shorten(description);

        var result = await Audit(Out);

        result.Code.Should().Be(2, result.Out);
        result.Error.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Should().StartWith($"error: {reason}");
    }

    [Fact]
    public async Task Triggers_and_repair_are_not_available_and_say_why()
    {
        await Train("--epochs", "1");

        var triggers = await new Cli().RunAsync("audit", Out, "--data", Data, "--no-config");
        var repair = await new Cli().RunAsync("repair", Out, "--data", Data, "--output", _folder.File("repaired"), "--no-config");

        triggers.Code.Should().Be(2, triggers.Out);
        triggers.Error.Should().Contain("Triggers: not available.").And.Contain("nor a linear probe, whose encoder is one");
        repair.Code.Should().Be(2, repair.Out);
        repair.Error.Should().StartWith("error: The model is a linear probe: a repair changes convolutions");
        Path.Exists(_folder.File("repaired")).Should().BeFalse();
    }

    [Fact]
    public async Task Another_network_in_its_place_leaves_nothing_of_it()
    {
        await Train("--epochs", "1");

        await new Cli().RunAsync("train", Data, "--output", Out, "--epochs", "1", "--overwrite", "--no-config");

        Directory.EnumerateFileSystemEntries(Out).Select(Path.GetFileName).Should().BeEquivalentTo(Files.Except(["probe.onnx"]));
    }

    /// <summary>A description, and weights that fit it, of a value less than the encoder gives.</summary>
    private void Shorten(string description)
    {
        var weights = _folder.File("out/model.safetensors");
        using (var file = File.Create(weights))
            SafeTensorsWriter.Write(file, [new("scale.mean", [47], new float[47]), new("scale.factor", [47], new float[47]), new("head.weight", [3, 47], new float[3 * 47]), new("head.bias", [3], new float[3])], new Dictionary<string, string>());

        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(weights)));
        var text = File.ReadAllText(description).Replace("\"features\": 48", "\"features\": 47", StringComparison.Ordinal);
        var at = text.IndexOf("\"model.safetensors\"", StringComparison.Ordinal);
        var place = text.IndexOf("\"sha256\": \"", at, StringComparison.Ordinal) + 11;
        File.WriteAllText(description, string.Concat(text.AsSpan(0, place), digest, text.AsSpan(place + 64)));
    }

    private void Save(string name, OnnxFile model) => File.WriteAllBytes(_folder.File(name), model.ToArray());

    private Task<CliResult> Train(params string[] options) => new Cli().RunAsync(["train", Data, "--output", Out, "--network", "linear", "--features", Encoder, "--no-config", .. options]);

    private Task<CliResult> Audit(string model, params string[] options)
    {
        if (!Directory.Exists(_folder.File("others")))
            MemorisedModel.Draw(_folder.File("others"), 2);

        return new Cli().RunAsync(["audit", model, .. options.Contains("--members") ? [] : (string[])["--members", Data], "--nonmembers", _folder.File("others"), "--no-config", .. options]);
    }

    /// <summary>The areas that an audit finds for images of which the probe saw none.</summary>
    private async Task<double[]> Strangers(string model)
    {
        var result = await Audit(model, "--members", _folder.File("more"), "--format", "json");
        result.Code.Should().Be(0, result.Error);
        using var json = JsonDocument.Parse(result.Out);
        return [.. json.RootElement.GetProperty("attacks").EnumerateArray().Select(attack => attack.GetProperty("auc").GetDouble())];
    }

    private async Task<string> Text(string name) => await File.ReadAllTextAsync(_folder.File($"out/{name}"), TestContext.Current.CancellationToken);

    private byte[] Weights() => File.ReadAllBytes(_folder.File("out/model.safetensors"));

    private static OnnxFile Pictures() => new OnnxFile().Input("pictures", [-1, 3, 16, 16]);

    /// <summary>The mean of each of 4 x 4 places, as features.</summary>
    private static OnnxFile Pooling() => Pictures().Node("AveragePool", ["pictures"], "pooled", ("kernel_shape", [4, 4]), ("strides", [4, 4])).Node("Flatten", ["pooled"], "features").Output("features", -1, 48);
}
