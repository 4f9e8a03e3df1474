using System.Text.Json;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Reports;
using DatasetGuard.Learning.Training;
using DatasetGuard.Learning.Training.Privacy;
using DatasetGuard.Tests;

namespace DatasetGuard.Learning.Tests.Training;

public sealed class ModelFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Everything_that_was_measured_is_written()
    {
        var outcome = Outcomes.Of(Outcomes.Set(200));

        Outcomes.Write(outcome, _folder.Path);

        Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Should().BeEquivalentTo(ModelFolder.Files);
        using var report = JsonDocument.Parse(File.ReadAllBytes(_folder["train.json"]));
        var root = report.RootElement;
        root.GetProperty("dataset").GetProperty("trainedOn").GetInt32().Should().Be(120);
        root.GetProperty("dataset").GetProperty("heldOut").GetInt32().Should().Be(80);
        root.GetProperty("dataset").GetProperty("suspectsLeftOut").GetInt32().Should().Be(3);
        root.GetProperty("epochs").GetArrayLength().Should().Be(2);
        root.GetProperty("keptEpoch").GetInt32().Should().Be(outcome.BestEpoch + 1);
        root.GetProperty("accuracy").GetProperty("heldOut").GetDouble().Should().BeApproximately(outcome.Epochs[outcome.BestEpoch].HoldoutAccuracy, 1e-6);
        var membership = root.GetProperty("membership");
        membership.GetProperty("auc").GetDouble().Should().BeInRange(0.2, 0.8);
        membership.GetProperty("classes").GetArrayLength().Should().Be(2);
        membership.GetProperty("atOnePercent").GetProperty("refusal").GetString().Should().Contain("needs 1,000 non-members, and there are 80");
    }

    [Fact]
    public void Too_few_images_are_no_measure_of_exposure_and_the_reason_is_told()
    {
        Outcomes.Write(Outcomes.Of(Outcomes.Set(40)), _folder.Path);

        using var report = JsonDocument.Parse(File.ReadAllBytes(_folder["train.json"]));
        report.RootElement.GetProperty("membership").GetProperty("refusal").GetString().Should().Be("Exposure needs 20 images that were trained on and as many that were not, and there are 24 and 16.");
        report.RootElement.GetProperty("membership").TryGetProperty("auc", out _).Should().BeFalse();
        File.ReadAllText(_folder["model-card.md"]).Should().Contain("Not measured. Exposure needs 20 images");
    }

    [Fact]
    public void The_card_credits_the_margin_loss_with_no_privacy_and_escapes_names()
    {
        var recipe = new TrainingRecipe { Epochs = 1, BatchSize = 16 };
        string Card(LossPlan loss)
        {
            Outcomes.Write(Outcomes.Of(Outcomes.Set(100, "a|b\n# heading", "<script>"), recipe with { Loss = loss }), _folder.Path);
            return File.ReadAllText(_folder["model-card.md"]);
        }

        Card(new LossPlan(TrainingLoss.Margin)).Should().Contain("It does not lower exposure").And.Contain("`a\\|b\\u000A# heading`").And.NotContain("\n# heading").And.Contain("| `<script>` |");
        Card(new LossPlan(TrainingLoss.CrossEntropy)).Should().NotContain("Margin");
        Card(new LossPlan(TrainingLoss.SupCon) { Weight = 0.5, From = 2, To = 7, Ramp = 3 }).Should().Contain("(Khosla et al. 2020) with weight 0.5 in epochs 3 to 8, rising over 3. It shapes the features");
        Card(new LossPlan(TrainingLoss.Relaxed)).Should().Contain("RelaxLoss");
    }

    [Theory]
    [InlineData(200, null, "pass")]
    [InlineData(200, 1.0, "pass")]
    [InlineData(200, 0.5, "fail")]
    [InlineData(40, 1.0, "incomplete")]
    public void The_report_has_the_verdict_on_the_budget(int images, double? auc, string verdict)
    {
        Outcomes.Write(Outcomes.Of(Outcomes.Set(images)), _folder.Path, new MembershipBudget { Auc = auc });

        using var report = JsonDocument.Parse(File.ReadAllBytes(_folder["report.json"]));
        report.RootElement.GetProperty("verdict").GetString().Should().Be(verdict);
        report.RootElement.GetProperty("rules").GetArrayLength().Should().Be(3);
        report.RootElement.GetProperty("findings").GetArrayLength().Should().Be(verdict == "fail" ? 1 : 0);
    }

    [Fact]
    public void What_differential_privacy_spent_is_told_with_what_it_does_not_cover()
    {
        var recipe = new TrainingRecipe { Epochs = 2, BatchSize = 16, Loss = new LossPlan(TrainingLoss.CrossEntropy), Privacy = new DifferentialPrivacy { Epsilon = 5 } };

        Outcomes.Write(Outcomes.Of(Outcomes.Set(60), recipe), _folder.Path);

        using var report = JsonDocument.Parse(File.ReadAllBytes(_folder["train.json"]));
        var spent = report.RootElement.GetProperty("differentialPrivacy");
        spent.GetProperty("epsilon").GetDouble().Should().BeInRange(4.9, 5);
        spent.GetProperty("steps").GetInt32().Should().Be(4);
        report.RootElement.GetProperty("recipe").GetProperty("privacy").GetString().Should().Be("differential");
        TrainingRecord.Read(_folder.Path)!.Recipe.Should().Be(recipe);
        File.ReadAllText(_folder["model-card.md"]).Should().MatchRegex(@"\((5|4\.99), 1E-5\)-differentially private").And.Contain("What is not covered").And.NotContain("Margin loss").And.NotContain("no protection follows");
    }

    [Fact]
    public void The_checkpoint_goes_when_the_model_is_there()
    {
        File.WriteAllText(_folder["checkpoint.safetensors"], "");

        Outcomes.Write(Outcomes.Of(Outcomes.Set(40)), _folder.Path);

        File.Exists(_folder["checkpoint.safetensors"]).Should().BeFalse();
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_told_and_nothing_is_left()
    {
        var outcome = Outcomes.Of(Outcomes.Set(40));
        Directory.CreateDirectory(_folder["model.json.unfinished"]);

        var write = () => Outcomes.Write(outcome, _folder.Path);

        write.Should().Throw<ReportException>();
        Directory.GetFiles(_folder.Path).Should().BeEmpty();
    }
}
