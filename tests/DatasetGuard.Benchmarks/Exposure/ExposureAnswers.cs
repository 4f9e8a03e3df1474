using DatasetGuard.Learning.Membership;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Benchmarks.Exposure;

/// <summary>What a network says of some images, with their right labels.</summary>
internal sealed record ExposureAnswers(float[] Logits, int[] Labels)
{
    public double[] Mmem => MembershipScores.Of<float>(MembershipScore.ModifiedEntropy, Logits, Labels);

    public double[] Odds => MembershipScores.LogOdds<float>(Logits, Labels);

    public static ExposureAnswers Of(ConvNetwork network, ExposureData set, int[] rows) =>
        new(NetworkJudge.Logits(network, set.Images, rows, jobs: 1, default), Array.ConvertAll(rows, row => set.Labels[row]));

    public ScoredSamples Scored(double[] scores) => new(scores, Labels);

    public double Accuracy(int? label = null)
    {
        var width = Logits.Length / Labels.Length;
        var asked = Enumerable.Range(0, Labels.Length).Where(i => label is null || Labels[i] == label).ToList();
        return asked.Average(i => SoftmaxMeasures.IsCorrect<float>(Logits.AsSpan(i * width, width), Labels[i]) ? 1.0 : 0);
    }
}
