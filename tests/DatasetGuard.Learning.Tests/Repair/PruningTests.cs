using System.Runtime.InteropServices;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Repair;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Tests.Repair;

[Collection(nameof(AloneInTheProcess))]
public sealed class PruningTests
{
    private static readonly int[] SomeChannels = [2, 7, 11];

    [Fact]
    public void Cutting_by_hand_says_what_the_cut_network_says()
    {
        using var network = BackdooredStripes.Train();
        var images = BackdooredStripes.Images();
        var byHand = new CutLogits(network, LastChannels.FeaturesOf(network, images.Images, images.Seen, default));
        using var cut = network.Copy();

        Array.ForEach(SomeChannels, byHand.Cut);
        LastChannels.Cut(cut, SomeChannels);

        var said = NetworkJudge.Logits(cut, images.Images, images.Seen, jobs: 1, default);
        byHand.Logits.Zip(said).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-3);
        byHand.Right(images.LabelsOf(images.Seen)).Should().Be(new RepairMeter(images, jobs: 1).Accuracy(cut, images.Seen, default));
        NetworkJudge.Logits(network, images.Images, images.Seen, jobs: 1, default).Zip(said).Should().Contain(pair => Math.Abs(pair.First - pair.Second) > 0.1);
    }

    [Fact]
    public void What_was_cut_off_stays_off_while_the_rest_is_trained()
    {
        using var network = BackdooredStripes.Train();
        var head = MemoryMarshal.Cast<byte, float>(network.State.Single(part => part.Name == "head.weight").Value.bytes).ToArray();
        LastChannels.Cut(network, SomeChannels);

        new FineTuning { Steps = 20, Cut = SomeChannels }.Run(network, BackdooredStripes.Images(), seed: 1, default);

        var after = MemoryMarshal.Cast<byte, float>(network.State.Single(part => part.Name == "head.weight").Value.bytes).ToArray();
        for (var at = 0; at < head.Length; at++)
        {
            var isCut = SomeChannels.Contains(at % network.Shape.Features % 12);
            (after[at] == 0).Should().Be(isCut);
            (after[at] == head[at]).Should().BeFalse();
        }
    }

    [Fact]
    public void Fine_pruning_cuts_sleeping_channels_first_and_stops_at_its_budget()
    {
        using var network = BackdooredStripes.Train();
        var images = BackdooredStripes.Images();
        var features = LastChannels.FeaturesOf(network, images.Images, images.Seen, default);
        var labels = images.LabelsOf(images.Seen);
        var activation = LastChannels.MeanActivation(network.Shape, features);

        var none = FinePruning.Dormant(network, features, labels, budget: -1);
        var few = FinePruning.Dormant(network, features, labels, budget: 0.04);
        var all = FinePruning.Dormant(network, features, labels, budget: 1);

        none.Should().BeEmpty();
        all.Should().HaveCount(11).And.StartWith(few).And.Equal(Enumerable.Range(0, 12).OrderBy(channel => activation[channel]).SkipLast(1));
        few.Count.Should().BeLessThan(11);
        using var pruned = network.Copy();
        LastChannels.Cut(pruned, few);
        var meter = new RepairMeter(images, jobs: 1);
        meter.Accuracy(pruned, images.Seen, default).Share.Should().BeGreaterThanOrEqualTo(meter.Accuracy(network, images.Seen, default).Share!.Value - 0.04);
    }

    [Fact]
    public void The_channels_of_a_trigger_are_those_without_which_it_works_no_more()
    {
        using var network = BackdooredStripes.Train();
        var images = BackdooredStripes.Images();

        var channels = TriggerChannels.Of(network, images, [BackdooredStripes.Trigger], default);

        using var cut = network.Copy();
        LastChannels.Cut(cut, channels.Cut ?? []);
        var success = new RepairMeter(images, jobs: 1).WorstSuccess(cut, images.Seen, [BackdooredStripes.Trigger], default);
        (success.Share < RepairSettings.MostSuccess).Should().Be(channels.Cut is not null);
        if (channels.Cut is not null)
            success.Should().Be(channels.Success);
    }

    [Fact]
    public void Pruning_does_not_fit_where_no_cut_serves()
    {
        using var network = BackdooredStripes.Train();
        var task = BackdooredStripes.Task(network, BackdooredStripes.Images());
        task = task with { Channels = task.Channels with { Cut = null } };

        new TriggerPruning().Repair(task, default).Network.Should().BeNull();
        new PruningAndUnlearning().Repair(task, default).Network.Should().BeNull();
        new IsolatedUnlearning().Repair(task, default).Network.Should().BeNull();
    }

    [Fact]
    public void A_copy_answers_alike_and_is_trained_apart()
    {
        using var network = BackdooredStripes.Train();
        var images = BackdooredStripes.Images();
        using var copy = network.Copy();
        Logits(copy).Should().Equal(Logits(network));

        new FineTuning { Steps = 3 }.Run(copy, images, seed: 1, default);

        Logits(copy).Should().NotEqual(Logits(network));

        float[] Logits(ConvNetwork asked) => NetworkJudge.Logits(asked, images.Images, images.Seen, jobs: 1, default);
    }
}
