using System.Text.Json;

namespace DatasetGuard.Cli.Tests.Commands;

public sealed class AuditCommandTests(MemorisedModel memorised) : IClassFixture<MemorisedModel>, IDisposable
{
    private static readonly string[] Files = ["audit.html", "audit.json", "audit.md", "report.json", "roc.png", "scores.png"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_model_that_has_learned_by_heart_gives_its_members_away()
    {
        var result = await Audit("-o", _folder.File("out"));

        result.Code.Should().Be(0, result.Error);
        result.Out.ReplaceLineEndings(" ").Should().StartWith("The model gives many of its members away: AUC ")
            .And.Contain("120 members against 120 non-members of 3 classes")
            .And.Contain("A false-positive rate of 1 % needs 1,000 non-members, and there are 120.")
            .And.Contain("--privacy strong")
            .And.NotContain("Careful");
        Directory.EnumerateFileSystemEntries(_folder.File("out")).Select(Path.GetFileName).Should().BeEquivalentTo(Files);
        using var json = await Json(_folder.File("out/audit.json"));
        Auc(json, "modifiedEntropy").Should().BeGreaterThan(0.9);
        json.RootElement.GetProperty("accuracy").GetProperty("members").GetDouble().Should().BeGreaterThan(0.9);
        json.RootElement.GetProperty("accuracy").GetProperty("nonMembers").GetDouble().Should().BeLessThan(0.6);
        json.RootElement.GetProperty("attacks")[0].GetProperty("atOnePercent").GetProperty("truePositiveRate").ValueKind.Should().Be(JsonValueKind.Null);
        (await File.ReadAllTextAsync(_folder.File("out/audit.html"), TestContext.Current.CancellationToken)).Should()
            .Contain("The model gives many of its members away").And.Contain("M_mem (modified entropy), AUC 0.9").And.Contain("AUC by class").And.Contain("default-src 'none'");
        foreach (var picture in (string[])["roc.png", "scores.png"])
            (await File.ReadAllBytesAsync(_folder.File($"out/{picture}"), TestContext.Current.CancellationToken)).Should().StartWith([0x89, .. "PNG"u8]);
    }

    [Fact]
    public async Task A_model_that_never_saw_them_cannot_give_them_away()
    {
        var result = await Run(memorised.Model, "--members", memorised.Others, "--nonmembers", memorised.MoreOthers, "--format", "json");

        result.Code.Should().Be(0, result.Error);
        using var json = JsonDocument.Parse(result.Out);
        var interval = json.RootElement.GetProperty("attacks")[0].GetProperty("interval");
        interval[0].GetDouble().Should().BeLessThan(0.5);
        interval[1].GetDouble().Should().BeGreaterThan(0.5);
        json.RootElement.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()).Should().Contain(warning => warning!.StartsWith("By its digest the dataset of the members is not"));
    }

    [Fact]
    public async Task The_exported_model_says_the_same_as_the_checkpoint()
    {
        var own = await Audit("--format", "json");
        var exported = await Run(Path.Combine(memorised.Model, "model.onnx"), "--members", memorised.Members, "--nonmembers", memorised.Others, "--format", "json");

        exported.Code.Should().Be(0, exported.Error);
        using var one = JsonDocument.Parse(own.Out);
        using var two = JsonDocument.Parse(exported.Out);
        Auc(two, "modifiedEntropy").Should().BeApproximately(Auc(one, "modifiedEntropy"), 1e-3);
        two.RootElement.GetProperty("model").GetProperty("kind").GetString().Should().Be("an ONNX model for 16 x 16 colour pictures");
    }

    [Fact]
    public async Task A_model_without_gradients_says_so_and_is_audited_as_far_as_can_be()
    {
        var onnx = Path.Combine(memorised.Model, "model.onnx");

        var both = await Run(onnx, "--members", memorised.Members, "--nonmembers", memorised.Others, "--data", memorised.Others);
        var alone = await Run(onnx, "--data", memorised.Others);

        both.Code.Should().Be(0, both.Error);
        both.Out.ReplaceLineEndings(" ").Should().Contain("The model gives many of its members away").And.Contain("Triggers: not available. They are found by gradients");
        alone.Code.Should().Be(2);
        alone.Error.ReplaceLineEndings(" ").Should().Contain("Triggers: not available.").And.Contain("--members");
    }

    [Fact]
    public async Task Triggers_and_members_are_looked_at_in_one_audit()
    {
        var result = await Run(memorised.Model, "--members", memorised.Members, "--nonmembers", memorised.Others, "--data", memorised.Members, "--format", "json", "--fail-on", "none", "-o", _folder.File("out"));

        result.Code.Should().Be(0, result.Error);
        using var json = JsonDocument.Parse(result.Out);
        Auc(json, "modifiedEntropy").Should().BeGreaterThan(0.9);
        json.RootElement.GetProperty("triggers").GetProperty("found").GetArrayLength().Should().Be(9, "three classes, and each into each other");
        Directory.EnumerateFileSystemEntries(_folder.File("out")).Select(Path.GetFileName).Should().BeEquivalentTo([.. Files, "triggers.png"]);
        using var report = await Json(_folder.File("out/report.json"));
        report.RootElement.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("id").GetString()).Should().Equal("DG3001", "DG3002", "DG3101", "DG3102", "DG3103");
    }

    [Fact]
    public async Task Threads_change_nothing_not_even_with_shadow_models()
    {
        var one = await Audit("--shadows", "2", "--jobs", "1", "--format", "json");
        var three = await Audit("--shadows", "2", "--jobs", "3", "--format", "json");

        one.Code.Should().Be(0, one.Error);
        three.Out.Should().Be(one.Out);
        using var json = JsonDocument.Parse(one.Out);
        Auc(json, "lira").Should().BeGreaterThan(0.9);
        Auc(json, "rmia").Should().BeGreaterThan(0.9);
        json.RootElement.GetProperty("shadows").GetProperty("likeness").GetString().Should().Be("They have the network and the recipe of the audited model.");
    }

    [Theory]
    [InlineData(1, "DG3101", "--max-auc", "0.6")]
    [InlineData(1, "DG3102", "--max-worst-class-auc", "0.6")]
    [InlineData(0, "DG3101", "--max-auc", "0.6", "--fail-on", "none")]
    [InlineData(0, null, "--max-auc", "1", "--max-worst-class-auc", "1")]
    [InlineData(3, null, "--max-tpr", "0.05")]
    public async Task A_budget_makes_a_gate(int code, string? rule, params string[] options)
    {
        var result = await Audit(["-o", _folder.File("out"), .. options]);

        result.Code.Should().Be(code, result.Error);
        result.Out.Should().StartWith(code switch
        {
            0 => rule is null ? "Passes: within budget. " : "Passes, but over budget. ",
            1 => "Fails: over budget. ",
            _ => "Incomplete: a budget cannot be judged. ",
        });
        using var report = await Json(_folder.File("out/report.json"));
        report.RootElement.GetProperty("verdict").GetString().Should().Be(code switch { 0 => "pass", 1 => "fail", _ => "incomplete" });
        report.RootElement.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("rule").GetString()).Should().Equal(rule is null ? [] : [rule]);
        if (code == 3)
            result.Error.Should().Contain("The budget of DG3103 cannot be judged, so this is no pass. A false-positive rate of 1 % needs 1,000 non-members");
    }

    [Fact]
    public async Task A_budget_is_not_kept_by_luck()
    {
        string[] line = [memorised.Model, "--members", memorised.Others, "--nonmembers", memorised.MoreOthers];

        var tight = await Run([.. line, "--max-auc", "0.56"]);
        var wide = await Run([.. line, "--max-auc", "0.7"]);

        tight.Code.Should().Be(1, "the interval of so few images reaches further");
        tight.Out.ReplaceLineEndings(" ").Should().MatchRegex(@"is 0\.(4|5)\d\d \(95 %: 0\.\d+ to 0\.\d+\), whose upper end is over 0\.56");
        wide.Code.Should().Be(0);
    }

    [Theory]
    [InlineData("training: { membershipBudget: { auc: 0.6 } }", 1)]
    [InlineData("training: { membershipBudget: { auc: 0.6 } }\nrules: { DG3101: warning }", 0)]
    [InlineData("training: { membershipBudget: { auc: 0.6 } }\nrules: { DG3101: off }", 0)]
    [InlineData("training: { membershipBudget: { auc: 0.6 } }\nfailOn: none", 0)]
    [InlineData("training: { membershipBudget: { auk: 0.6 } }", 2)]
    public async Task The_configuration_sets_a_budget_as_well(string yaml, int code)
    {
        await File.WriteAllTextAsync(_folder.File("own.yaml"), yaml, TestContext.Current.CancellationToken);

        var result = await new Cli().RunAsync("audit", memorised.Model, "--members", memorised.Members, "--nonmembers", memorised.Others, "--config", _folder.File("own.yaml"));

        result.Code.Should().Be(code, result.Error);
        if (code == 2)
            result.Error.Should().Contain("the key 'auk' is not known. Did you mean 'auc'?");
    }

    [Fact]
    public async Task A_build_gets_its_own_lines()
    {
        var result = await Audit("--format", "msbuild", "--max-auc", "0.6", "--max-tpr", "0.1");

        result.Code.Should().Be(3);
        result.Out.Should().Contain(": error DG3101: The model gives away more than the budget allows").And.Contain(": error DG3103: The scan is incomplete: ");
        result.Error.Should().BeEmpty();
    }

    [Fact]
    public async Task What_the_training_held_out_is_compared_with_what_it_saw()
    {
        MemorisedModel.Draw(_folder.File("data"), 5, perClass: 80);
        (await new Cli().RunAsync("train", _folder.File("data"), "-o", _folder.File("model"), "--epochs", "1", "--no-config")).Code.Should().Be(0);

        var result = await Run(_folder.File("model"), _folder.File("data"));
        MemorisedModel.Draw(_folder.File("data"), 6, perClass: 81);
        var changed = await Run(_folder.File("model"), _folder.File("data"));

        result.Code.Should().Be(0, result.Error);
        result.Out.ReplaceLineEndings(" ").Should().Contain("216 members against 24 non-members of 3 classes").And.Contain("Careful: The non-members are what the training held out, which also chose the epoch");
        changed.Code.Should().Be(2);
        changed.Error.Should().Be("error: Nothing tells what the model was not trained on: it was trained on other data, or with a holdout or suspects of its own. Name other images with --nonmembers.\n");
    }

    [Fact]
    public async Task Members_that_may_not_have_been_trained_on_are_pointed_out()
    {
        MemorisedModel.Draw(_folder.File("data"), 5);
        (await new Cli().RunAsync("train", _folder.File("data"), "-o", _folder.File("model"), "--epochs", "1", "--no-config")).Code.Should().Be(0);
        string[] line = [_folder.File("model"), "--members", _folder.File("data"), "--nonmembers", memorised.Others];

        var known = await Run(line);
        File.Delete(_folder.File("model/train.json"));
        var unknown = await Run(line);

        known.Out.ReplaceLineEndings(" ").Should().Contain("108 members against 120 non-members").And.NotContain("may not have been trained on");
        unknown.Out.ReplaceLineEndings(" ").Should().Contain("120 members against 120 non-members").And.Contain("Careful: Some of the members may not have been trained on");
    }

    [Fact]
    public async Task Splits_of_one_dataset_are_the_two_sides()
    {
        Copy(memorised.Members, _folder.File("data/train"));
        Copy(memorised.Others, _folder.File("data/test"));

        var result = await Run(memorised.Model, _folder.File("data"), "--format", "json");

        result.Code.Should().Be(0, result.Error);
        using var json = JsonDocument.Parse(result.Out);
        Auc(json, "modifiedEntropy").Should().BeGreaterThan(0.9);
        json.RootElement.GetProperty("members").GetProperty("images").GetInt32().Should().Be(3 * MemorisedModel.PerClass);
    }

    [Fact]
    public async Task Images_of_both_sides_are_left_out_or_refused()
    {
        Copy(memorised.Others, _folder.File("mixed"));
        File.Copy(Path.Combine(memorised.Members, "cat", "000.png"), _folder.File("mixed/cat/again.png"));

        var few = await Run(memorised.Model, "--members", memorised.Members, "--nonmembers", _folder.File("mixed"));
        var all = await Run(memorised.Model, "--members", memorised.Members, "--nonmembers", memorised.Members);

        few.Code.Should().Be(0, few.Error);
        few.Out.ReplaceLineEndings(" ").Should().Contain("120 members against 120 non-members").And.Contain("Careful: 1 non-member is a member as well, by their pixels, and did not count.");
        all.Code.Should().Be(2);
        all.Error.Should().StartWith("error: 120 of 120 non-members are members as well, by their pixels: the two sides overlap");
    }

    [Fact]
    public async Task An_unequal_mix_of_classes_is_evened_out_and_said()
    {
        Copy(memorised.Others, _folder.File("mixed"));
        foreach (var path in Directory.GetFiles(_folder.File("mixed/fox")).Order().Skip(10))
            File.Delete(path);

        var result = await Run(memorised.Model, "--members", memorised.Members, "--nonmembers", _folder.File("mixed"));

        result.Code.Should().Be(0, result.Error);
        result.Out.ReplaceLineEndings(" ").Should().Contain("Their mixes of classes differ by 22.2 %: the numbers over all classes are of 90 and 90 with the same mix, drawn by chance.");
    }

    [Fact]
    public async Task Sides_that_were_prepared_differently_are_pointed_out()
    {
        MemorisedModel.Draw(_folder.File("larger"), 8, side: 24);
        foreach (var path in Directory.GetFiles(_folder.File("larger"), "*.png", SearchOption.AllDirectories))
        {
            using var picture = SkiaSharp.SKBitmap.Decode(path);
            await using (var file = File.Create(Path.ChangeExtension(path, ".jpg")))
                picture.Encode(file, SkiaSharp.SKEncodedImageFormat.Jpeg, 80);

            File.Delete(path);
        }

        var result = await Run(memorised.Model, "--members", memorised.Members, "--nonmembers", _folder.File("larger"));

        result.Code.Should().Be(0, result.Error);
        result.Out.ReplaceLineEndings(" ").Should().Contain("Careful: Members and non-members have different sizes (medians 16 and 24 pixels)").And.Contain("saved in different formats (png and jpeg, mostly)");
    }

    [Fact]
    public async Task Canaries_have_rows_of_their_own()
    {
        string[] planted = [.. Enumerable.Range(0, 30).Select(i => $"cat/{i:000}.png")];
        await File.WriteAllLinesAsync(_folder.File("canaries.csv"), ["path,label", .. planted.Select(path => $"{path},cat")], TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(_folder.File("few.csv"), ["path", "cat/000.png"], TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(_folder.File("wrong.csv"), ["path", "cat/nobody.png"], TestContext.Current.CancellationToken);

        var result = await Audit("--canaries", _folder.File("canaries.csv"), "--shadows", "2", "--format", "json");
        var few = await Audit("--canaries", _folder.File("few.csv"));
        var wrong = await Audit("--canaries", _folder.File("wrong.csv"));

        result.Code.Should().Be(0, result.Error);
        using var json = JsonDocument.Parse(result.Out);
        json.RootElement.GetProperty("members").GetProperty("images").GetInt32().Should().Be(90);
        var attacks = json.RootElement.GetProperty("canaries").GetProperty("attacks");
        attacks.GetArrayLength().Should().Be(2);
        attacks[0].GetProperty("auc").GetDouble().Should().BeGreaterThan(0.9);
        few.Out.Should().Contain("Canaries are judged from 20 on, and there are 1");
        wrong.Code.Should().Be(2);
        wrong.Error.Should().StartWith("error: The canary 'cat/nobody.png' is not among the members.");
    }

    [Fact]
    public async Task Names_do_not_forge_reports()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows allows no such names.");
        const string Name = "a|b\n::error::`x`<b>";
        foreach (var side in (string[])["members", "others"])
        {
            MemorisedModel.Draw(_folder.File(side), side == "members" ? 11 : 12);
            Directory.Move(_folder.File($"{side}/fox"), Path.Combine(_folder.File(side), Name));
        }

        (await new Cli().RunAsync("train", _folder.File("members"), "-o", _folder.File("model"), "--epochs", "1", "--no-config")).Code.Should().Be(0);
        string[] line = [_folder.File("model"), "--members", _folder.File("members"), "--nonmembers", _folder.File("others"), "--max-worst-class-auc", "0.5", "--fail-on", "none"];

        foreach (var format in (string[])["text", "markdown", "github", "msbuild", "json"])
        {
            var result = await Run([.. line, "--format", format]);
            result.Code.Should().Be(0, result.Error);
            result.Out.Should().NotContain("\n::error::").And.NotContain("<b>\n");
            if (format == "markdown")
                result.Out.Split('\n').Where(row => row.StartsWith("| ", StringComparison.Ordinal) && row.Contains("b\\u000A", StringComparison.Ordinal)).Should().OnlyContain(row => row.Contains("a\\|b", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_report_of_an_audit_is_not_taken_for_that_of_a_scan()
    {
        (await Audit("-o", _folder.File("out"))).Code.Should().Be(0);
        (await new Cli().RunAsync("scan", memorised.Others, "-o", _folder.File("scan"), "--no-config", "--fail-on", "none")).Code.Should().Be(0);

        var attest = await new Cli().RunAsync("attest", _folder.File("out"));
        var over = await Audit("-o", _folder.File("scan"));
        var again = await Audit("-o", _folder.File("out"));

        attest.Code.Should().Be(2);
        attest.Error.Should().Contain("it is of an audit of a model, and says nothing of the data");
        over.Code.Should().Be(2);
        over.Error.Should().Contain("holds the reports of a scan");
        again.Code.Should().Be(0, again.Error);
    }

    [Fact]
    public async Task Options_that_make_no_sense_are_wrong_usage()
    {
        async Task<string> Refusal(params string[] args)
        {
            var result = await new Cli().RunAsync(["audit", .. args, "--no-config"]);
            result.Code.Should().Be(2, result.Error);
            return result.Error;
        }

        string[] good = [memorised.Model, "--members", memorised.Members, "--nonmembers", memorised.Others];
        (await Refusal(memorised.Model)).Should().Contain("No members are named.");
        (await Refusal(_folder.File("nothing"), memorised.Members)).Should().Contain("There is no model at");
        (await Refusal(memorised.Model, _folder.File("nothing"))).Should().Contain("There is no dataset at");
        (await Refusal(memorised.Model, memorised.Members, "--members", memorised.Members)).Should().Contain("are both given, and mean the same");
        (await Refusal(memorised.Members, memorised.Members)).Should().Contain("lies in the dataset");
        (await Refusal([.. good, "--shadows", "3"])).Should().Contain("--shadows is an even number from 2 on");
        (await Refusal([.. good, "--max-auc", "0.4"])).Should().Contain("--max-auc is a number from 0.5 to 1");
        (await Refusal([.. good, "--mean", "0.5"])).Should().Contain("--mean is for models from elsewhere");
        (await Refusal([.. good, "--format", "sarif"])).Should().Contain("Known: text, json, markdown, github, msbuild.");
        (await Refusal([.. good, "-o", Path.Combine(memorised.Members, "out")])).Should().Contain("lies in the dataset");
        (await Refusal([.. good, "--canaries", _folder.File("nothing")])).Should().Contain("There is no list of canaries");
        (await Refusal(_folder.Path, memorised.Members)).Should().Contain("does not describe a model");
    }

    private static double Auc(JsonDocument json, string attack) =>
        json.RootElement.GetProperty("attacks").EnumerateArray().Single(one => one.GetProperty("attack").GetString() == attack).GetProperty("auc").GetDouble();

    private static async Task<JsonDocument> Json(string path) => JsonDocument.Parse(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));

    private static void Copy(string source, string target)
    {
        foreach (var path in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }

    private Task<CliResult> Audit(params string[] options) => Run([memorised.Model, "--members", memorised.Members, "--nonmembers", memorised.Others, .. options]);

    private static Task<CliResult> Run(params string[] args) => new Cli().RunAsync(["audit", .. args, "--no-config"]);
}
