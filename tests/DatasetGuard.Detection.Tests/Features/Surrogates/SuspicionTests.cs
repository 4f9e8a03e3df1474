using DatasetGuard.Detection.Features;
using DatasetGuard.Detection.Features.Surrogates;

namespace DatasetGuard.Detection.Tests.Features.Surrogates;

public sealed class SuspicionTests
{
    [Fact]
    public void Is_the_sum_of_the_ranks_by_what_the_surrogate_gives_more_than_each_blind_network()
    {
        using var loaded = LoadedSet.Of(TestSet.Drawn(classes: 2, perClass: 30, width: 12, height: 12));
        using var model = SurrogateModel.Train(loaded.Context, ClassRows.Of(loaded.Dataset), default);

        var suspicion = Suspicion.Of(model);

        for (var row = 0; row < suspicion.Length; row++)
        {
            var below = model.BlindMargins.Sum(blind => Enumerable.Range(0, suspicion.Length)
                .Count(other => model.Margins[other] - blind[other] < model.Margins[row] - blind[row]));
            suspicion[row].Should().BeApproximately((float)below / suspicion.Length, 1e-5f);
        }
    }
}
