using System.Text.Json;
using DatasetGuard.Detection.Tests.Features.Encoders;

namespace DatasetGuard.Cli.Tests.Commands;

/// <summary>The encoder that <c>--features</c> or the configuration names.</summary>
public sealed class FeatureModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public FeatureModelTests()
    {
        ImageFolders.Draw(_folder.File("repo/data"), perClass: 12);
        Directory.CreateDirectory(_folder.File("repo/.git"));
        File.WriteAllBytes(Model, Pooling().ToArray());
    }

    private string Data => _folder.File("repo/data");

    private string Model => _folder.File("repo/encoder.onnx");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_an_encoder_collisions_are_checked(bool isOption)
    {
        if (!isOption)
            Configure("depth: standard\nfeatures: { model: encoder.onnx, layer: pooled, mean: 0.5, std: [0.25, 0.25, 0.25] }\n");

        var rule = await RuleOf(isOption ? ["--depth", "standard", "--features", Model] : []);

        rule.GetProperty("status").GetString().Should().Be("completed", rule.ToString());
    }

    [Fact]
    public async Task Which_values_are_the_features_is_said()
    {
        var result = await Run("scan", Data, "--depth", "standard", "--features", Model, "--disable", "all", "--enable", "DG2101");

        result.Error.Should().MatchRegex("(?m)^Features: the output 'pooled' of .*encoder.onnx$");
    }

    [Fact]
    public async Task Without_one_the_report_says_that_they_were_not()
    {
        var rule = await RuleOf("--depth", "standard");

        rule.GetProperty("status").GetString().Should().Be("skipped");
        rule.GetProperty("reason").GetString().Should().StartWith("Not checked").And.Contain("features.model");
    }

    [Theory]
    [InlineData("missing.onnx", "There is no model 'missing.onnx'.")]
    [InlineData("", "--features names nothing.")]
    [InlineData("empty.onnx", "cannot be read: It has no bytes")]
    [InlineData("text.onnx", "cannot be opened")]
    [InlineData("encoder", "There is no model 'encoder'.")]
    [InlineData("data/inside.onnx", "lies in the dataset")]
    public async Task A_model_that_cannot_be_used_is_a_usage_error_in_one_line(string name, string message)
    {
        File.WriteAllBytes(_folder.File("repo/empty.onnx"), []);
        File.WriteAllText(_folder.File("repo/text.onnx"), "no model");
        File.Copy(Model, _folder.File("repo/data/inside.onnx"));
        Directory.CreateDirectory(_folder.File("repo/encoder"));
        var path = _folder.File("repo/" + name);

        var result = await Run("scan", Data, "--depth", "standard", "--features", name.Length == 0 ? "" : path);

        result.Code.Should().Be(2, result.Out);
        result.Out.Should().BeEmpty();
        result.Error.TrimEnd().Should().StartWith("error: ").And.NotContain("\n");
        result.Error.Replace(path, name).Should().Contain(message).And.MatchRegex("(Give|give) ");
    }

    [Fact]
    public async Task A_layer_that_is_not_there_is_a_usage_error()
    {
        Configure("depth: standard\nfeatures: { model: encoder.onnx, layer: poold }\n");

        var result = await Run("scan", Data);

        result.Code.Should().Be(2);
        result.Error.Should().Contain("has no value 'poold'").And.Contain("Did you mean 'pooled'?");
    }

    [Fact]
    public async Task At_depth_fast_the_model_is_not_opened()
    {
        File.WriteAllText(Model, "no model");

        var result = await Run("scan", Data, "--features", Model, "--depth", "fast");

        result.Code.Should().Be(0, result.Error);
    }

    private void Configure(string yaml) => File.WriteAllText(_folder.File("repo/datasetguard.yaml"), yaml);

    private Task<CliResult> Run(params string[] args) => new Cli { Depth = null, Folder = _folder.File("repo") }.RunAsync(args);

    private async Task<JsonElement> RuleOf(params string[] options)
    {
        var result = await Run(["scan", Data, "--format", "json", "--disable", "all", "--enable", "DG2101", .. options]);
        result.Code.Should().Be(0, result.Error);
        return JsonDocument.Parse(result.Out).RootElement.GetProperty("rules").EnumerateArray().Single(rule => rule.GetProperty("id").GetString() == "DG2101");
    }

    /// <summary>The mean of each channel, as features and as classes.</summary>
    private static OnnxFile Pooling() => new OnnxFile()
        .Input("pictures", [-1, 3, 16, 16])
        .Node("GlobalAveragePool", ["pictures"], "pooled").Node("Flatten", ["pooled"], "classes")
        .Output("pooled", -1, 3, 1, 1).Output("classes", -1, 3);
}
