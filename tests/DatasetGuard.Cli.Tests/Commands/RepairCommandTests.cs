using System.Text.Json;

namespace DatasetGuard.Cli.Tests.Commands;

public sealed class RepairCommandTests(BackdooredModel made) : IClassFixture<BackdooredModel>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_repaired_model_is_a_model_and_the_old_one_stays()
    {
        var before = await File.ReadAllBytesAsync(Path.Combine(made.Model, "model.safetensors"), TestContext.Current.CancellationToken);

        var result = await Repair("--target", BackdooredModel.Target);

        result.Code.Should().Be(0, result.Out + result.Error);
        result.Out.ReplaceLineEndings(" ").Should().StartWith("Repaired: the trigger into class 'c blue' works on").And.Contain("fine-pruning").And.Contain("unlearning the trigger").And.Contain("Taken: ");
        Directory.EnumerateFileSystemEntries(Output).Select(Path.GetFileName).Should().BeEquivalentTo("model.safetensors", "model.json", "model.onnx", "model-card.md", "repair.json");
        (await File.ReadAllBytesAsync(Path.Combine(made.Model, "model.safetensors"), TestContext.Current.CancellationToken)).Should().Equal(before);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Output, "model.json"), TestContext.Current.CancellationToken));
        json.RootElement.GetProperty("repair").GetProperty("targets").EnumerateArray().Select(target => target.GetString()).Should().Equal(BackdooredModel.Target);

        var audit = await new Cli().RunAsync("audit", Output, "--data", made.Data, "--no-config");
        audit.Error.Should().NotContain("error");
    }

    [Fact]
    public async Task The_suspects_of_a_scan_are_unlearned()
    {
        var result = await Repair("--target", BackdooredModel.Target, "--method", "abl", "--train", made.Train, "--suspects", made.Suspects);

        result.Code.Should().Be(0, result.Out + result.Error);
        result.Out.ReplaceLineEndings(" ").Should().Contain("24 suspects unlearned").And.Contain("the only one that was asked for");
    }

    [Fact]
    public async Task A_seed_gives_the_same_files_at_any_number_of_threads()
    {
        var one = await Repair("--target", BackdooredModel.Target, "--method", "fine-prune", "--seed", "4", "--jobs", "1");
        var first = await File.ReadAllBytesAsync(Path.Combine(Output, "model.safetensors"), TestContext.Current.CancellationToken);
        Directory.Delete(Output, recursive: true);
        var three = await Repair("--target", BackdooredModel.Target, "--method", "fine-prune", "--seed", "4", "--jobs", "3");

        three.Code.Should().Be(one.Code, one.Error);
        (await File.ReadAllBytesAsync(Path.Combine(Output, "model.safetensors"), TestContext.Current.CancellationToken)).Should().Equal(first);
    }

    [Fact]
    public async Task Where_the_audit_names_nothing_there_is_nothing_to_repair()
    {
        // With three classes a trigger must be very small to be named.
        var result = await Repair();

        result.Code.Should().Be(4, result.Out + result.Error);
        result.Error.ReplaceLineEndings(" ").Should().Contain("nothing to repair").And.Contain("--target");
        Directory.Exists(Output).Should().BeFalse();
    }

    [Fact]
    public async Task A_model_that_stays_as_it_is_fails_with_1()
    {
        // What makes a picture red is no backdoor: no few channels carry it.
        var result = await Repair("--target", "a red", "--method", "prune");

        result.Code.Should().Be(1, result.Out + result.Error);
        result.Out.Should().StartWith("Not repaired: nothing that was tried fits the model.");
        Directory.Exists(Output).Should().BeFalse();
    }

    [Fact]
    public async Task A_cancelled_repair_leaves_nothing()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        var result = await new Cli().RunAsync(["repair", made.Model, "--data", made.Data, "-o", Output, "--no-config"], source.Token);

        result.Code.Should().Be(130, result.Out + result.Error);
        Directory.Exists(Output).Should().BeFalse();
    }

    [Fact]
    public async Task The_folder_of_the_model_is_never_written_over()
    {
        var result = await Run(made.Model, "--data", made.Data, "-o", made.Model);

        Refused(result, "the folder of the model itself");
    }

    [Fact]
    public async Task A_folder_with_something_in_it_is_refused()
    {
        Directory.CreateDirectory(Output);
        await File.WriteAllTextAsync(Path.Combine(Output, "mine.txt"), "", TestContext.Current.CancellationToken);

        Refused(await Repair(), "is not empty");
    }

    [Theory]
    [InlineData("net.onnx")]
    [InlineData("net.pt")]
    public async Task A_model_from_elsewhere_cannot_be_changed(string name)
    {
        await File.WriteAllTextAsync(_folder.File(name), "x", TestContext.Current.CancellationToken);

        Refused(await Run(_folder.File(name), "--data", made.Data, "-o", Output), "cannot be changed");
    }

    [Fact]
    public async Task Too_few_images_are_refused_with_how_many_are_needed()
    {
        BackdooredModel.Draw(_folder.File("few"), seed: 5, perClass: 19);

        Refused(await Run(made.Model, "--data", _folder.File("few"), "-o", Output), "19 images of class 'a red', and at least 20 of each class are needed");
    }

    [Fact]
    public async Task Other_classes_are_refused()
    {
        BackdooredModel.Draw(_folder.File("other"), seed: 5, perClass: 20);
        Directory.Move(_folder.File("other/a red"), _folder.File("other/d grey"));

        Refused(await Run(made.Model, "--data", _folder.File("other"), "-o", Output), "'d grey', that the model does not know");
    }

    [Theory]
    [InlineData("--train and --suspects belong together", "--train", "DATA")]
    [InlineData("unlearns the suspects", "--method", "abl")]
    [InlineData("no class 'c blu'", "--target", "c blu")]
    [InlineData("not a value of --method", "--method", "pray")]
    public async Task What_goes_not_together_is_refused(string words, string option, string value) =>
        Refused(await Repair(option, value == "DATA" ? made.Data : value), words);

    [Fact]
    public async Task What_a_method_does_not_use_is_refused()
    {
        Refused(await Repair("--method", "unlearn", "--train", made.Train, "--suspects", made.Train), "unlearn does not use them");
        Refused(await Repair("--method", "unlearn", "--prune-budget", "0.1"), "unlearn does not use it");
    }

    [Fact]
    public async Task A_suspect_that_is_not_in_the_training_set_is_refused()
    {
        await File.WriteAllTextAsync(_folder.File("quarantine.csv"), "path\nc blue/nowhere.png\n", TestContext.Current.CancellationToken);

        Refused(await Repair("--target", BackdooredModel.Target, "--train", made.Train, "--suspects", _folder.File("quarantine.csv")), "'c blue/nowhere.png' is not in the training set");
    }

    private string Output => _folder.File("out");

    private void Refused(CliResult result, string words)
    {
        result.Code.Should().Be(2, result.Out + result.Error);
        result.Error.ReplaceLineEndings(" ").Should().Contain(words);
        File.Exists(Path.Combine(Output, "model.json")).Should().BeFalse();
    }

    private Task<CliResult> Repair(params string[] options) => Run([made.Model, "--data", made.Data, "-o", Output, .. options]);

    private static Task<CliResult> Run(params string[] words) => new Cli().RunAsync(["repair", .. words, "--no-config"]);
}
