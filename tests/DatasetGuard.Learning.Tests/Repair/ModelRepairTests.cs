using System.Runtime.InteropServices;
using DatasetGuard.Core;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Repair;

namespace DatasetGuard.Learning.Tests.Repair;

[Collection(nameof(AloneInTheProcess))]
public sealed class ModelRepairTests
{
    [Fact]
    public void The_backdoor_is_there_before_and_gone_after()
    {
        using var network = BackdooredStripes.Train();

        var result = Repair(network, new RepairSettings());

        result.Success.Share.Should().BeGreaterThan(0.9);
        result.IsRepaired.Should().BeTrue();
        result.Chosen!.Success!.Share.Should().BeLessThanOrEqualTo(RepairSettings.MostSuccess);
        result.Chosen.Accuracy!.Share.Should().BeGreaterThanOrEqualTo(result.Accuracy.Share!.Value - RepairSettings.MostLoss);
        result.Trials.Select(trial => trial.Method).Should().Equal("unlearn", "both", "prune", "fine-prune");
    }

    [Theory]
    [InlineData("unlearn")]
    [InlineData("abl")]
    public void A_method_that_knows_the_trigger_or_the_poison_takes_it_out(string method)
    {
        using var network = BackdooredStripes.Train();

        var result = Repair(network, new RepairSettings { Method = method, Trained = BackdooredStripes.Suspected() });

        var trial = result.Trials.Should().ContainSingle().Subject;
        trial.Success!.Share.Should().BeLessThanOrEqualTo(RepairSettings.MostSuccess);
        trial.Serves(result.Accuracy).Should().BeTrue();
    }

    [Fact]
    public void The_original_is_not_changed_and_the_same_seed_gives_the_same_weights()
    {
        using var network = BackdooredStripes.Train();
        var before = Bytes(network);

        var first = Repair(network, new RepairSettings { Seed = 5, Jobs = 1 });
        var second = Repair(network, new RepairSettings { Seed = 5, Jobs = 3 });

        Bytes(network).Should().Equal(before);
        second.Trials.SelectMany(trial => trial.Weights.SelectMany(tensor => tensor.Values)).Should().Equal(first.Trials.SelectMany(trial => trial.Weights.SelectMany(tensor => tensor.Values)));
    }

    [Fact]
    public void Without_a_trigger_there_is_nothing_to_repair()
    {
        using var network = BackdooredStripes.Train();

        var repair = () => ModelRepair.Run(network, BackdooredStripes.Images(), [], new RepairSettings(), SilentProgress.Instance, default);

        repair.Should().Throw<RepairException>().Which.IsForLackOfBackdoor.Should().BeTrue();
    }

    [Fact]
    public void Answers_that_are_no_numbers_are_refused()
    {
        using var network = BackdooredStripes.Train();
        MemoryMarshal.Cast<byte, float>(network.State[^1].Value.bytes)[0] = float.NaN;

        var repair = () => Repair(network, new RepairSettings());

        repair.Should().Throw<RepairException>().WithMessage("*no finite numbers*");
    }

    [Fact]
    public void A_cancelled_repair_stops()
    {
        using var network = BackdooredStripes.Train();
        using var source = new CancellationTokenSource();
        source.Cancel();

        var repair = () => ModelRepair.Run(network, BackdooredStripes.Images(), [BackdooredStripes.Trigger], new RepairSettings(), SilentProgress.Instance, source.Token);

        repair.Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void The_best_leaves_least_of_the_trigger_among_those_that_spare_clean_images()
    {
        var before = new Proportion(90, 100);
        RepairTrial[] trials = [Trial("costly", 80, 0), Trial("good", 89, 5), Trial("weak", 90, 50), new RepairTrial { Method = "unfit", Note = "" }];

        ModelRepair.Best(trials, before)!.Method.Should().Be("good");
        ModelRepair.Best(trials[..1], before)!.Serves(before).Should().BeFalse();
        ModelRepair.Best(trials[3..], before).Should().BeNull();
    }

    private static RepairTrial Trial(string name, int right, int turned) =>
        new() { Method = name, Note = "", Accuracy = new Proportion(right, 100), Success = new Proportion(turned, 100) };

    private static RepairResult Repair(ConvNetwork network, RepairSettings settings) =>
        ModelRepair.Run(network, BackdooredStripes.Images(), [BackdooredStripes.Trigger], settings, SilentProgress.Instance, TestContext.Current.CancellationToken);

    private static byte[] Bytes(ConvNetwork network) => [.. network.State.SelectMany(part => part.Value.bytes.ToArray())];
}
