using System.Diagnostics;
using System.Text.Json;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Networks;

namespace DatasetGuard.Cli.Tests.Commands;

public sealed class TrainCommandTests : IDisposable
{
    private static readonly string[] Files = ["model-card.md", "model.json", "model.onnx", "model.safetensors", "report.json", "train.html", "train.json"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Data(int perClass = 24)
    {
        ImageFolders.Draw(_folder.File("data"), perClass: perClass);
        return _folder.File("data");
    }

    [Fact]
    public async Task A_model_is_trained_measured_and_can_be_asked()
    {
        var result = await Train(Data(), "--epochs", "3");

        result.Code.Should().Be(0, result.Error);
        result.Out.Should().MatchRegex("^Trained on 66 images of 3 classes, kept epoch [123] of 3.\nAccuracy: ")
            .And.Contain("Membership exposure was not measured. Exposure needs 20 images")
            .And.EndWith($"Model: {_folder.File("out/model.safetensors")}\n");
        result.Error.Should().StartWith("Epoch 1 of 3: loss ").And.Contain("held out");
        Directory.EnumerateFileSystemEntries(_folder.File("out")).Select(Path.GetFileName).Should().BeEquivalentTo(Files);
        using var model = TrainedModel.Load(_folder.File("out"));
        model.Description.Classes.Should().Equal("cat", "dog", "fox");
    }

    [Fact]
    public async Task Where_the_page_cannot_be_written_there_is_no_model_either()
    {
        Directory.CreateDirectory(_folder.File("out/train.html.unfinished"));

        var result = await Train(Data(), "--epochs", "1", "--overwrite");

        result.Code.Should().NotBe(0);
        File.Exists(_folder.File("out/model.json")).Should().BeFalse();
        File.Exists(_folder.File("out/model.safetensors")).Should().BeFalse();
    }

    [Fact]
    public async Task The_seed_decides_the_weights_and_the_threads_do_not()
    {
        var data = Data();

        await Train(data, "--epochs", "2", "--seed", "5", "--jobs", "1");
        var one = Weights();
        await Train(data, "--epochs", "2", "--seed", "5", "--jobs", "3", "--overwrite");
        var same = Weights();
        await Train(data, "--epochs", "2", "--seed", "6", "--overwrite");

        same.Should().Equal(one);
        Weights().Should().NotEqual(one);
    }

    [Fact]
    public async Task The_configuration_says_how_unless_the_command_line_does()
    {
        var data = Data();
        var file = _folder.File("how.yaml");
        await File.WriteAllTextAsync(file, "training: { epochs: 2, network: medium, flips: true, loss: cross-entropy }\n", TestContext.Current.CancellationToken);

        (await Configured("--no-color")).Out.Should().Contain("of 2.\n");
        var configured = Weights();
        await Train(data, "--epochs", "2", "--network", "medium", "--flips", "--loss", "cross-entropy", "--overwrite");
        Weights().Should().Equal(configured);

        (await Configured("--epochs", "1", "--overwrite")).Out.Should().Contain("of 1.\n");

        Task<CliResult> Configured(params string[] options) => new Cli().RunAsync(["train", data, "--output", _folder.File("out"), "--config", file, .. options]);
    }

    [Fact]
    public async Task A_killed_run_goes_on_to_the_same_weights()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are needed.");
        var data = Data();
        string[] options = ["--epochs", "12", "--seed", "2", "--loss", "margin"];
        await Train(data, options);
        var expected = Weights();
        Directory.Delete(_folder.File("out"), recursive: true);

        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "datasetguard.dll"), .. Line(data, options)]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        while (!File.Exists(_folder.File("out/checkpoint.safetensors")) && !process.HasExited)
            await Task.Delay(2, TestContext.Current.CancellationToken);

        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        File.Exists(_folder.File("out/model.json")).Should().BeFalse("it was killed early");
        var refused = await Train(data, options);
        var other = await Train(data, "--epochs", "12", "--seed", "3", "--resume");
        var resumed = await Train(data, [.. options, "--resume"]);

        refused.Code.Should().Be(2);
        refused.Error.Should().Contain("is not empty. --resume goes on");
        other.Code.Should().Be(2);
        other.Error.Should().Contain("is of another run");
        resumed.Code.Should().Be(0, resumed.Error);
        resumed.Error.Should().StartWith("Going on after ");
        Weights().Should().Equal(expected);
        Directory.EnumerateFileSystemEntries(_folder.File("out")).Select(Path.GetFileName).Should().BeEquivalentTo(Files);
    }

    [Fact]
    public async Task What_the_scan_put_into_quarantine_is_not_trained_on()
    {
        using var poisoned = new PoisonedFolder();
        (await new Cli().RunAsync("scan", poisoned.Path, "--output", _folder.File("report"))).Code.Should().Be(1);

        var result = await Train(poisoned.Path, "--suspects", _folder.File("report"), "--epochs", "1");

        result.Code.Should().Be(0, result.Error);
        var suspects = (await File.ReadAllLinesAsync(_folder.File("report/quarantine.csv"), TestContext.Current.CancellationToken)).Skip(1).Select(line => line.Split(',')[0]).Distinct().Count();
        suspects.Should().BeGreaterThanOrEqualTo(ImageFolders.Poisoned);
        result.Error.Should().StartWith($"Not trained on: {suspects} images that the scan suspects.");
        using var report = JsonDocument.Parse(await File.ReadAllBytesAsync(_folder.File("out/train.json"), TestContext.Current.CancellationToken));
        report.RootElement.GetProperty("dataset").GetProperty("suspectsLeftOut").GetInt32().Should().Be(suspects);
        report.RootElement.GetProperty("dataset").GetProperty("scanVerdict").GetString().Should().Be("fail");
        (await File.ReadAllTextAsync(_folder.File("out/train.html"), TestContext.Current.CancellationToken)).Should()
            .Contain("<h1>Trained</h1>").And.Contain("kept: epoch 1").And.Contain("Accuracy by class");
    }

    [Fact]
    public async Task A_scan_of_what_the_dataset_no_longer_is_gives_no_suspects()
    {
        var data = Data();
        await new Cli().RunAsync("scan", data, "--output", _folder.File("report"));
        File.Delete(Path.Combine(data, "cat", "0000.png"));

        var result = await Train(data, "--suspects", _folder.File("report"));

        result.Code.Should().Be(2);
        result.Error.Should().Be("error: The dataset is not as it was when it was scanned, so the list of suspects may lack some. Scan it again.\n");
        Path.Exists(_folder.File("out")).Should().BeFalse();
    }

    [Fact]
    public async Task After_an_incomplete_scan_nothing_is_trained_unless_that_is_wanted()
    {
        var data = Data();
        await new Cli().RunAsync("scan", data, "--output", _folder.File("report"));
        var report = await File.ReadAllTextAsync(_folder.File("report/report.json"), TestContext.Current.CancellationToken);
        var incomplete = report.Replace("\"verdict\": \"pass\"", "\"verdict\": \"incomplete\"", StringComparison.Ordinal);
        incomplete.Should().NotBe(report);
        await File.WriteAllTextAsync(_folder.File("report/report.json"), incomplete, TestContext.Current.CancellationToken);

        var refused = await Train(data, "--suspects", _folder.File("report"), "--epochs", "1");
        var isLeftAlone = !Path.Exists(_folder.File("out"));
        var wanted = await Train(data, "--suspects", _folder.File("report"), "--epochs", "1", "--no-gate");

        refused.Code.Should().Be(3);
        refused.Error.Should().Contain("is incomplete: what it did not look at may be poisoned").And.Contain("--no-gate");
        isLeftAlone.Should().BeTrue();
        wanted.Code.Should().Be(0, wanted.Error);
    }

    [Fact]
    public async Task Pictures_of_one_pixel_are_trained_on_as_well()
    {
        foreach (var (name, level) in ((string, int)[])[("dark", 20), ("light", 200)])
        {
            Directory.CreateDirectory(_folder.File($"data/{name}"));
            for (var i = 0; i < 6; i++)
                await File.WriteAllBytesAsync(_folder.File($"data/{name}/{i}.pgm"), [.. "P5 1 1 255\n"u8, (byte)(level + i)], TestContext.Current.CancellationToken);
        }

        var result = await Train(_folder.File("data"), "--epochs", "2");

        result.Code.Should().Be(0, result.Error);
        using var model = TrainedModel.Load(_folder.File("out"));
        (model.Description.Width, model.Description.Height).Should().Be((1, 1));
    }

    [Fact]
    public async Task Who_looks_on_sees_a_bar_with_loss_and_accuracy_and_no_lines()
    {
        var cli = new Cli { IsTerminal = true, Variables = new Dictionary<string, string> { ["TERM"] = "xterm-256color" } };

        var result = await cli.RunAsync(Line(Data(), ["--epochs", "3"]));

        result.Code.Should().Be(0);
        result.Error.Should().MatchRegex("Epoch 3 of 3: loss [0-9.]+, accuracy [0-9.]+ %").And.NotContain("held out");
    }

    [Fact]
    public async Task Strong_privacy_trains_teachers_first()
    {
        var result = await Train(Data(), "--privacy", "strong", "--epochs", "1");

        result.Code.Should().Be(0, result.Error);
        (await File.ReadAllTextAsync(_folder.File("out/train.json"), TestContext.Current.CancellationToken)).Should().Contain("\"privacy\": \"strong\"");
    }

    [Fact]
    public async Task Differential_privacy_tells_what_it_spent_and_the_seed_does_not_give_the_noise_away()
    {
        var data = Data();

        var result = await Train(data, "--privacy", "differential", "--epsilon", "5", "--epochs", "2", "--seed", "1");
        var weights = Weights();
        await Train(data, "--privacy", "differential", "--epsilon", "5", "--epochs", "2", "--seed", "1", "--overwrite");

        result.Code.Should().Be(0, result.Error);
        result.Out.Should().MatchRegex(@"Differential privacy: epsilon (5|4\.99) at delta 1E-5, of the weights alone");
        using var report = JsonDocument.Parse(await File.ReadAllBytesAsync(_folder.File("out/train.json"), TestContext.Current.CancellationToken));
        report.RootElement.GetProperty("differentialPrivacy").GetProperty("epsilon").GetDouble().Should().BeInRange(4.9, 5);
        Weights().Should().NotEqual(weights);
        using var model = TrainedModel.Load(_folder.File("out"));
        model.Description.Shape.Normalisation.Should().Be(Normalisation.Group);
    }

    [Fact]
    public async Task A_model_that_gives_away_more_than_the_budget_is_written_and_fails()
    {
        var file = _folder.File("budget.yaml");
        await File.WriteAllTextAsync(file, "training: { epochs: 1, membershipBudget: { auc: 0.5, tprAtOnePercent: 0.5 } }\n", TestContext.Current.CancellationToken);

        var result = await new Cli().RunAsync("train", Data(perClass: 80), "--output", _folder.File("out"), "--config", file);

        // A tenth of the images are held out: enough for an AUC, whose interval reaches over one half, and too few for low rates.
        result.Code.Should().Be(3, result.Error);
        result.Out.Should().Contain("error DG3101: The model gives away more than the budget allows: the AUC of M_mem");
        result.Error.Should().Contain("The budget of DG3103 cannot be judged, so this is no pass. ");
        Directory.EnumerateFileSystemEntries(_folder.File("out")).Select(Path.GetFileName).Should().BeEquivalentTo(Files);
        using var report = JsonDocument.Parse(await File.ReadAllBytesAsync(_folder.File("out/report.json"), TestContext.Current.CancellationToken));
        report.RootElement.GetProperty("verdict").GetString().Should().Be("incomplete");
        report.RootElement.GetProperty("findings")[0].GetProperty("rule").GetString().Should().Be("DG3101");
    }

    [Fact]
    public async Task Without_images_to_measure_by_no_budget_is_kept()
    {
        var file = _folder.File("budget.yaml");
        await File.WriteAllTextAsync(file, "training: { epochs: 1, membershipBudget: { auc: 0.9 } }\n", TestContext.Current.CancellationToken);

        var result = await new Cli().RunAsync("train", Data(), "--output", _folder.File("out"), "--config", file);

        result.Code.Should().Be(3, result.Error);
        result.Error.Should().Contain("The budget of DG3101 cannot be judged, so this is no pass. Exposure needs 20 images");
    }

    [Fact]
    public async Task A_loss_can_begin_later_and_is_told_in_what_is_written()
    {
        var result = await Train(Data(), "--loss", "supcon", "--loss-weight", "0.5", "--loss-from", "2", "--loss-ramp", "1", "--epochs", "2");

        result.Code.Should().Be(0, result.Error);
        using var report = JsonDocument.Parse(await File.ReadAllBytesAsync(_folder.File("out/train.json"), TestContext.Current.CancellationToken));
        var recipe = report.RootElement.GetProperty("recipe");
        (recipe.GetProperty("loss").GetString(), recipe.GetProperty("lossWeight").GetDouble(), recipe.GetProperty("lossFrom").GetInt32(), recipe.GetProperty("lossTo").GetInt32()).Should().Be(("supcon", 0.5, 2, 2));
        (await File.ReadAllTextAsync(_folder.File("out/model-card.md"), TestContext.Current.CancellationToken)).Should().Contain("Supervised contrastive loss (Khosla et al. 2020) with weight 0.5 in epochs 2 to the last, rising over 1.");
    }

    [Fact]
    public async Task A_ResNet_18_is_trained_and_can_be_asked()
    {
        var result = await Train(Data(perClass: 3), "--network", "resnet-18", "--epochs", "1");

        result.Code.Should().Be(0, result.Error);
        using var model = TrainedModel.Load(_folder.File("out"));
        model.Description.Shape.Features.Should().Be(512);
        var audit = await new Cli().RunAsync("audit", _folder.File("out"), _folder.File("data"), "--no-config");
        audit.Error.Should().Contain("An audit needs");
    }

    [Fact]
    public async Task Other_images_can_be_the_holdout()
    {
        var data = Data();
        Directory.Move(Path.Combine(data, "fox"), _folder.File("fox"));
        Directory.CreateDirectory(_folder.File("test/cat"));
        for (var i = 0; i < 9; i++)
            File.Move(Path.Combine(data, "cat", $"{i:0000}.png"), _folder.File($"test/cat/{i}.png"));

        var result = await Train(data, "--holdout", _folder.File("test"), "--epochs", "1");

        result.Code.Should().Be(0, result.Error);
        result.Out.Should().StartWith("Trained on 39 images of 2 classes").And.Contain(" of 9 held-out images");
        Directory.Move(_folder.File("fox"), _folder.File("test/fox"));
        var unseen = await Train(data, "--holdout", _folder.File("test"), "--overwrite");
        unseen.Code.Should().Be(2);
        unseen.Error.Should().StartWith("error: The holdout has a class that nothing is trained on: fox.");
        Directory.EnumerateFileSystemEntries(_folder.File("out")).Select(Path.GetFileName).Should().BeEquivalentTo(Files, "the old model is as good as before");
    }

    [Theory]
    [InlineData("one class", 2, "There is one class, 'cat'")]
    [InlineData("one image", 2, "Class 'dog' has one image that can be trained on")]
    [InlineData("no image", 4, "The dataset has no image with a class")]
    [InlineData("broken images", 4, "The dataset has no image with a class")]
    [InlineData("nothing there", 2, "There is no dataset at")]
    public async Task What_cannot_be_trained_on_is_told_and_nothing_is_written(string data, int code, string reason)
    {
        var path = _folder.File("data");
        if (data != "nothing there")
            Directory.CreateDirectory(path);
        if (data.StartsWith("one", StringComparison.Ordinal))
            ImageFolders.Draw(path, perClass: 4);
        if (data is "one class" or "one image")
            Directory.Delete(Path.Combine(path, "fox"), recursive: true);
        if (data == "one class")
            Directory.Delete(Path.Combine(path, "dog"), recursive: true);
        if (data == "one image")
            Array.ForEach(Directory.GetFiles(Path.Combine(path, "dog"))[1..], File.Delete);
        if (data == "broken images")
        {
            Directory.CreateDirectory(Path.Combine(path, "cat"));
            await File.WriteAllTextAsync(Path.Combine(path, "cat", "1.png"), "x", TestContext.Current.CancellationToken);
        }

        var result = await Train(path);

        result.Code.Should().Be(code, result.Error);
        result.Error.Should().StartWith($"error: {reason}");
        Path.Exists(_folder.File("out")).Should().BeFalse();
    }

    [Fact]
    public async Task A_folder_in_the_dataset_a_file_and_options_against_each_other_are_wrong_usage()
    {
        var data = Data(2);
        await File.WriteAllTextAsync(_folder.File("file"), "x", TestContext.Current.CancellationToken);
        async Task<string> Refusal(params string[] args)
        {
            var result = await new Cli().RunAsync(["train", data, .. args]);
            result.Code.Should().Be(2, result.Error);
            return result.Error;
        }

        (await Refusal()).Should().Contain("'--output' is required");
        (await Refusal("-o", Path.Combine(data, "model"))).Should().Contain("lies in the dataset");
        (await Refusal("-o", _folder.File("file"))).Should().Contain("is a file");
        (await Refusal("-o", _folder.File("x"), "--resume", "--overwrite")).Should().Contain("are both given");
        (await Refusal("-o", _folder.Path, "--resume")).Should().Contain("no run was broken off there");
        (await Refusal("-o", _folder.File("x"), "--loss", "magic")).Should().Contain("Known: margin, cross-entropy, contrastive,");
        (await Refusal("-o", _folder.File("x"), "--dropout", "1")).Should().Contain("from 0 to 0.9");
        (await Refusal("-o", _folder.File("x"), "--privacy", "differential", "--loss", "margin")).Should().Contain("looks at several images at once");
        (await Refusal("-o", _folder.File("x"), "--privacy", "strong", "--loss", "relax")).Should().Contain("learns from the labels");
        (await Refusal("-o", _folder.File("x"), "--loss-from", "5", "--loss-to", "4")).Should().Contain("Let it end later");
        (await Refusal("-o", _folder.File("x"), "--loss", "crl", "--loss-weight", "2")).Should().Contain("are of a loss beside cross-entropy");
        (await Refusal("-o", _folder.File("x"), "--epsilon", "3")).Should().Contain("belong to differential privacy");
        (await Refusal("-o", _folder.File("x"), "--privacy", "strong", "--clip", "1")).Should().Contain("belong to differential privacy");
        (await Refusal("-o", _folder.File("x"), "--privacy", "differential", "--epsilon", "0")).Should().Contain("from 0.01 to 1000");
        (await Refusal("-o", _folder.File("x"), "--suspects", _folder.File("none"))).Should().Contain("There is no report at");
        (await Refusal("-o", _folder.File("x"), "--suspects", _folder.File("file"))).Should().Contain("cannot be read: its first line does not begin with 'path'. Name the folder");
    }

    [Fact]
    public async Task A_full_disk_at_a_checkpoint_is_told_with_3_and_nothing_half_is_left()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs bash and its limits.");

        // The pixels, which are written in large pieces, have room; a checkpoint of the large network has not.
        var start = new ProcessStartInfo("bash", ["-c", "trap '' XFSZ; ulimit -f 2000; exec dotnet exec \"$@\"", "bash", Path.Combine(AppContext.BaseDirectory, "datasetguard.dll"), .. Line(Data(), ["--network", "large"])])
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
        error.Should().StartWith("error: ").And.Contain("Free some space").And.NotContain("fault of datasetguard");
        Directory.EnumerateFileSystemEntries(_folder.File("out")).Should().BeEmpty();
    }

    private string[] Line(string data, string[] options) => ["train", data, "--output", _folder.File("out"), "--no-config", .. options];

    private Task<CliResult> Train(string data, params string[] options) => new Cli().RunAsync(Line(data, options));

    private byte[] Weights() => File.ReadAllBytes(_folder.File("out/model.safetensors"));
}
