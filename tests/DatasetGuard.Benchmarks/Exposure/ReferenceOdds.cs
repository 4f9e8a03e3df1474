using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Benchmarks.Exposure;

/// <summary>The mean log-odds of models that were trained on other images: how hard each member and each other image is (Watson, Guo, Cormode and Sablayrolles, ICLR 2022).</summary>
internal sealed record ReferenceOdds(double[] Members, double[] NonMembers)
{
    private const int Models = 2;
    private const int Epochs = 8;

    public static ReferenceOdds Of(ExposureData set, NetworkShape shape, int seed)
    {
        var sums = new ReferenceOdds(new double[set.Members.Length], new double[set.NonMembers.Length]);
        for (var i = 0; i < Models; i++)
        {
            var recipe = new TrainingRecipe { Loss = new LossPlan(TrainingLoss.CrossEntropy), Epochs = Epochs, Seed = (1000 * seed) + i };
            using var stage = new TrainingStage(shape, set.ForReference(), recipe);
            stage.Run(_ => { }, _ => { }, default);
            using var network = stage.BestNetwork();
            foreach (var (sum, rows) in ((double[], int[])[])[(sums.Members, set.Members), (sums.NonMembers, set.NonMembers)])
            {
                var odds = ExposureAnswers.Of(network, set, rows).Odds;
                for (var row = 0; row < sum.Length; row++)
                    sum[row] += odds[row] / Models;
            }
        }

        return sums;
    }
}
