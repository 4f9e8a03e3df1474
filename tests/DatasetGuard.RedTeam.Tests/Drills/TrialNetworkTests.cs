using DatasetGuard.RedTeam.Drills;
using DatasetGuard.RedTeam.Samples;
using DatasetGuard.Tests;

namespace DatasetGuard.RedTeam.Tests.Drills;

/// <summary>The network that says whether a poison works.</summary>
public sealed class TrialNetworkTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_white_square_works_and_a_wave_of_one_gray_level_does_not(bool hasHighPass)
    {
        ShapesDataset.WriteClean(_folder["data"], ShapesDataset.CommittedSeed, TestContext.Current.CancellationToken);
        var plan = Scenes.Plan("white:6", "sin:1:6:0", "label-flip") with { Rates = [0.06] };

        var rows = Scenes.Run(_folder["data"], plan, [], new TrialNetwork(hasHighPass).Measure).Rows;

        var square = rows[0].Success!;
        square.Seen.Trials.Should().BeGreaterThan(10);
        square.Seen.Share.Should().BeGreaterThanOrEqualTo(0.8);
        square.Unseen.Should().BeNull("a fixed square has no relatives");
        square.Accuracy.Share.Should().BeGreaterThan(0.4, "there are four classes");
        rows[1].Success!.Seen.Share.Should().BeLessThanOrEqualTo(0.5);
        rows[2].Success.Should().BeNull("there is nothing to put onto test images");
    }
}
