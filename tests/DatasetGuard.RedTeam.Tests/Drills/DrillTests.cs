using DatasetGuard.Core;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Rules;
using DatasetGuard.Core.Scanning;
using DatasetGuard.RedTeam.Drills;
using DatasetGuard.RedTeam.Poisoning;
using DatasetGuard.RedTeam.Tests.Poisoning;
using DatasetGuard.Tests;

namespace DatasetGuard.RedTeam.Tests.Drills;

public sealed class DrillTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _data;

    public DrillTests() => _data = Scenes.WriteFolder(_folder["data"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_rule_that_sees_the_trigger_catches_it_and_one_that_does_not_misses_it()
    {
        var result = Scenes.Run(_data, Scenes.Plan("checker", "checker@0,0"), [new WhiteCornerRule()]);

        result.Target.Should().Be("a");
        (result.Clean.ExitCode, result.Clean.FalselyFlagged, result.FailsAsItIs).Should().Be((ExitCode.Success, new Proportion(0, 30), false));
        result.Rows.Select(row => row.IsCaught).Should().Equal(true, false);
        var caught = result.Rows[0];
        (caught.ExitCode, caught.Errors).Should().Be((ExitCode.Findings, 1));
        caught.CaughtBy.Should().Equal("DG9001");
        (caught.Found, caught.FalselyFlagged, caught.Precision, caught.Recall).Should().Be((new Proportion(6, 6), new Proportion(0, 24), new Proportion(6, 6), new Proportion(6, 6)));
        var missed = result.Rows[1];
        (missed.ExitCode, missed.Found, missed.FalselyFlagged, missed.Precision, missed.Recall).Should().Be(
            (ExitCode.Success, new Proportion(0, 6), new Proportion(0, 24), new Proportion(0, 0), new Proportion(0, 6)));
        result.ExitCode.Should().Be(ExitCode.Success);
    }

    [Fact]
    public void A_warning_flags_images_and_catches_nothing()
    {
        var row = Scenes.Run(_data, Scenes.Plan("checker"), [new WhiteCornerRule(FindingLevel.Warning)]).Rows.Single();

        row.IsCaught.Should().BeFalse();
        (row.Found, row.Warnings, row.Recall).Should().Be((new Proportion(6, 6), 1, new Proportion(0, 6)));
    }

    [Fact]
    public void Covers_count_neither_as_poison_nor_as_clean_and_an_error_about_their_class_catches_nothing()
    {
        // Twelve covers make errors about b and c, of which none is about the target.
        var rule = new WhiteCornerRule();
        var row = Scenes.Run(_data, Scenes.Plan("checker+cover=0.4"), [rule]).Rows.Single();

        row.Covers.Should().Be(12);
        row.IsCaught.Should().BeTrue();
        row.Errors.Should().Be(3);
        (row.Found, row.FalselyFlagged, row.Precision).Should().Be((new Proportion(6, 6), new Proportion(0, 12), new Proportion(6, 6)));
    }

    [Fact]
    public void What_fails_without_the_poison_does_not_catch_it()
    {
        var marked = SmallDataset.Decode(File.ReadAllBytes(Path.Combine(_data, "a/000.png")));
        marked.Pixels.Fill(255);
        File.WriteAllBytes(Path.Combine(_data, "a/000.png"), ImageEncoder.EncodePng(marked));

        var result = Scenes.Run(_data, Scenes.Plan("label-flip", "checker"), [new WhiteCornerRule()]);

        result.FailsAsItIs.Should().BeTrue();
        DrillText.Warning(result).Should().StartWith("The dataset fails the scan as it is").And.Contain("DG9001");
        result.Rows.Select(row => row.ExitCode).Should().Equal(ExitCode.Findings, ExitCode.Findings);
        result.Rows.Select(row => row.IsCaught).Should().Equal(false, true);
        result.Rows[1].Precision.Should().Be(new Proportion(6, 7));
        result.ExitCode.Should().Be(ExitCode.Success);
    }

    [Fact]
    public void Poison_that_cannot_be_saved_as_the_dataset_is_is_told_of()
    {
        using var bitmaps = new TempFolder();
        SmallDataset.WriteFolder(bitmaps["data"], Enumerable.Range(0, 30).ToDictionary(i => $"{"abc"[i % 3]}/{i}.pgm", i => (byte[])[.. "P5 8 8 255\n"u8, .. Images.Noise(8, 8, 1, i).Data]));

        var resaved = Scenes.Run(bitmaps["data"], Scenes.Plan("checker", "label-flip"), []);
        var alike = Scenes.Run(_data, Scenes.Plan("checker"), []);

        resaved.Rows.Select(row => row.Resaved).Should().Equal(6, 0);
        DrillText.Trace(resaved).Should().StartWith("6 of 12 poisoned images had to be saved in a way");
        alike.Rows.Single().Resaved.Should().Be(0);
        DrillText.Trace(alike).Should().BeNull();
    }

    [Fact]
    public void Each_attack_is_tried_at_each_rate_with_each_seed_and_the_steps_tell_of_it()
    {
        var steps = new List<DrillStep>();
        var plan = Scenes.Plan("checker", "label-flip") with { Rates = [0.1, 0.2], Seeds = [1, 2], Target = "c" };

        var result = Scenes.Run(_data, plan, [new WhiteCornerRule()], step: steps.Add);

        result.Rows.Select(row => $"{row.Cell!.Attack} {row.Cell.Rate} {row.Cell.Seed}").Should().Equal(
            "checker 0.1 1", "checker 0.1 2", "checker 0.2 1", "checker 0.2 2", "label-flip 0.1 1", "label-flip 0.1 2", "label-flip 0.2 1", "label-flip 0.2 2");
        result.Rows.Select(row => row.Found.Trials).Should().Equal(3, 3, 6, 6, 3, 3, 6, 6);
        steps.Select(step => (step.Done, step.Total)).Should().Equal(Enumerable.Range(0, 10).Select(i => (i, 9)));
        steps.Select(step => step.Row?.Cell).Should().Equal([null, null, .. result.Rows.Select(row => row.Cell)]);
        steps[1].Name.Should().Be("checker at 10 %, seed 1");
        steps[^1].Name.Should().BeNull();
    }

    [Theory]
    [InlineData("checker", 0.01, null, "*less than half an image*")]
    [InlineData("checker", 0.9, null, "*only 20 may be chosen*")]
    [InlineData("checker", 0.1, "d", "*target class 'd' is not in*")]
    [InlineData("checker+source=a", 0.1, null, "*Source and target are both 'a'*")]
    public void A_plan_that_does_not_fit_the_dataset_is_refused_before_the_first_scan(string attack, double rate, string? target, string message)
    {
        var steps = new List<DrillStep>();
        var run = () => Scenes.Run(_data, Scenes.Plan("checker", attack) with { Rates = [0.2, rate], Target = target }, [], step: steps.Add);

        run.Should().Throw<PoisonException>().WithMessage(message);
        steps.Should().BeEmpty();
    }

    [Fact]
    public void An_attack_for_which_too_few_images_can_be_decoded_is_not_tried_and_the_others_are()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_data, "b")))
            File.WriteAllText(file, "no image");

        var result = Scenes.Run(_data, Scenes.Plan("checker+source=b", "checker"), [new WhiteCornerRule()]);

        result.Rows[0].Fault.Should().Contain("6 images were to be poisoned, but only 0");
        result.Rows[0].IsCaught.Should().BeFalse();
        (result.Rows[1].Fault, result.Rows[1].IsCaught).Should().Be((null, true));
        result.ExitCode.Should().Be(ExitCode.Incomplete);
        DrillText.Faults(result).Should().ContainSingle().Which.Should().StartWith("checker+source=b at 20 %, seed 1: 6 images");
    }

    [Fact]
    public void A_rule_that_crashes_makes_the_drill_incomplete()
    {
        var result = Scenes.Run(_data, Scenes.Plan("checker"), [new CrashingRule()]);

        result.ExitCode.Should().Be(ExitCode.Incomplete);
        result.Rows.Single().ExitCode.Should().Be(ExitCode.Incomplete);
    }

    [Fact]
    public void Images_of_which_none_can_be_decoded_are_nothing_to_drill_on()
    {
        foreach (var file in Directory.EnumerateFiles(_data, "*", SearchOption.AllDirectories))
            File.WriteAllText(file, "no image");

        var result = Scenes.Run(_data, Scenes.Plan("checker"), []);

        (result.ExitCode, result.Rows.Count).Should().Be((ExitCode.NothingToScan, 0));
    }

    [Fact]
    public void The_reports_are_the_same_bytes_every_time_at_any_number_of_threads()
    {
        string[] Reports(int jobs)
        {
            var result = Scenes.Run(_data, Scenes.Plan("checker", "shape", "noise:10", "label-flip") with { Seeds = [1, 2] }, [new WhiteCornerRule()], jobs: jobs);
            DrillFolder.Write(result, _folder["out"]);
            return [.. Directory.EnumerateFiles(_folder["out"]).Order(StringComparer.Ordinal).Select(path => $"{Path.GetFileName(path)} {Convert.ToHexString(File.ReadAllBytes(path))}")];
        }

        var first = Reports(1);

        first.Select(one => one.Split(' ')[0]).Should().Equal("drill.html", "drill.json", "drill.md", "drill.png");
        Reports(1).Should().Equal(first);
        Reports(4).Should().Equal(first);
    }

    private sealed class CrashingRule : IRule
    {
        public IReadOnlyList<RuleDescriptor> Descriptors { get; } = [new("DG9002", "crash", "Crash", FindingLevel.Error, ScanDepth.Fast, typeof(CrashingRule))];

        public RuleOutcome Evaluate(ScanContext context, CancellationToken cancellationToken) => throw new InvalidOperationException("crash");
    }
}
