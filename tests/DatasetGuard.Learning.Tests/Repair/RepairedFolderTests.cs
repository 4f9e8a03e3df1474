using System.Text.Json;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Models;
using DatasetGuard.Learning.Repair;
using DatasetGuard.Tests;

namespace DatasetGuard.Learning.Tests.Repair;

[Collection(nameof(AloneInTheProcess))]
public sealed class RepairedFolderTests : IDisposable
{
    private static readonly RepairRecord Record = new("unlearn", "0a", ["from | left"], "0b");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_model_that_is_written_is_the_one_that_was_measured_and_says_how_it_was_made()
    {
        var (result, folder) = Write();

        using var model = TrainedModel.Load(folder);
        var meter = new RepairMeter(result.Images, jobs: 1);
        meter.Accuracy(model.Network, result.Images.HeldOut, default).Should().Be(result.Chosen!.Accuracy);
        meter.WorstSuccess(model.Network, result.Images.HeldOut, result.Triggers, default).Should().Be(result.Chosen.Success);
        model.Description.Repaired.Should().BeEquivalentTo(Record);
        Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Should().BeEquivalentTo("model.safetensors", "model.json", "model.onnx", "model-card.md", "repair.json");
    }

    [Fact]
    public void The_reports_tell_every_method_with_its_numbers()
    {
        var (result, folder) = Write();

        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, RepairJson.FileName)));
        var methods = json.RootElement.GetProperty("methods").EnumerateArray().ToList();
        methods.Select(method => method.GetProperty("method").GetString()).Should().Equal(result.Trials.Select(trial => trial.Method));
        json.RootElement.GetProperty("before").GetProperty("attackSuccess").GetProperty("count").GetInt32().Should().Be(result.Success.Successes);
        json.RootElement.GetProperty("repaired").GetBoolean().Should().Be(result.IsRepaired);
        var card = File.ReadAllText(Path.Combine(folder, "model-card.md"));
        card.Should().StartWith("# Image classifier, repaired\n").And.Contain("`0a`").And.Contain("unlearning the trigger").And.Contain("Wilson");
    }

    private (RepairResult Result, string Folder) Write()
    {
        using var network = BackdooredStripes.Train();
        var result = ModelRepair.Run(network, BackdooredStripes.Images(), [BackdooredStripes.Trigger], new RepairSettings(), SilentProgress.Instance, TestContext.Current.CancellationToken);
        var description = new ModelDescription
        {
            Shape = network.Shape,
            Height = Stripes.Side,
            Width = Stripes.Side,
            Classes = result.Images.Classes,
            DatasetRoot = "data",
            DatasetDigest = "0c",
            Seed = 1,
        };
        var folder = _folder["repaired"];
        RepairedFolder.Write(result, description, Record, folder);
        return (result, folder);
    }
}
