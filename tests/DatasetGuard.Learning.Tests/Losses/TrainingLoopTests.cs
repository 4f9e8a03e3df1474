using DatasetGuard.Learning.Losses;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Training;
using TorchSharp;

namespace DatasetGuard.Learning.Tests.Losses;

/// <summary>Losses in somebody's own loop.</summary>
public sealed class TrainingLoopTests
{
    private const int Batch = 32;

    public TrainingLoopTests() => LibTorch.EnsureLoaded();

    [Fact]
    public void A_margin_beside_cross_entropy_parts_the_classes_further()
    {
        var alone = Train(new LossTerm(new CrossEntropyLoss(), 1), mislabelled: 0, suspectWeight: 1);
        var beside = Train(new LossTerm(new MarginLoss(), 1), mislabelled: 0, suspectWeight: 1);

        beside.Accuracy.Should().BeGreaterThan(0.95);
        beside.Gap.Should().BeGreaterThan(alone.Gap + 0.1);
    }

    [Fact]
    public void Suspects_of_weight_zero_do_no_harm()
    {
        var harmed = Train(new LossTerm(new MarginLoss(), 1), mislabelled: 13, suspectWeight: 1);
        var spared = Train(new LossTerm(new MarginLoss(), 1), mislabelled: 13, suspectWeight: 0);

        spared.Accuracy.Should().BeGreaterThan(0.95);
        spared.Gap.Should().BeGreaterThan(harmed.Gap + 0.1);
    }

    /// <param name="term">Beside cross-entropy.</param>
    /// <param name="mislabelled">First samples of the batch, whose labels are wrong.</param>
    /// <param name="suspectWeight">Of those samples.</param>
    /// <returns>On other images: accuracy, and how much farther apart pairs of different labels lie than pairs of one.</returns>
    private static (double Accuracy, double Gap) Train(LossTerm term, int mislabelled, float suspectWeight)
    {
        using var network = new ConvNetwork(Stripes.Shape(), seed: 1);
        using var loss = new SumLoss(new LossTerm(new CrossEntropyLoss(), 1), term);
        var optimizer = new AdamW(network.Parameters, weightDecay: 0);
        var own = new AdamW([.. loss.Learned.Select(learned => learned.Parameter)], weightDecay: 0);
        float[] weights = [.. Enumerable.Range(0, Batch).Select(i => i < mislabelled ? suspectWeight : 1)];
        for (var step = 0; step < 60; step++)
        {
            using var scope = torch.NewDisposeScope();
            var (images, labels) = Stripes.Draw(Batch, seed: step);
            var (embeddings, logits) = network.Forward(images.Batch([.. Enumerable.Range(0, Batch)]), isTraining: true);
            long[] given = [.. labels.Select((label, i) => (long)(i < mislabelled ? 1 - label : label))];
            loss.forward(new LossBatch { Labels = torch.tensor(given, [Batch]), Embeddings = embeddings, Logits = logits, Weights = weights }).backward();
            optimizer.Step(0.01);
            own.Step(0.01);
            loss.AfterStep();
        }

        return Judge(network);
    }

    private static (double Accuracy, double Gap) Judge(ConvNetwork network)
    {
        using var scope = torch.NewDisposeScope();
        using var withoutGraph = torch.no_grad();
        var (images, labels) = Stripes.Draw(100, seed: 9999);
        var (embeddings, logits) = network.Forward(images.Batch([.. Enumerable.Range(0, 100)]));
        var distances = Distances.Between(UnitSphere.Project(embeddings)).data<float>().ToArray();
        var predicted = logits.argmax(1).data<long>().ToArray();
        double Mean(bool same) => (from i in Enumerable.Range(0, 100) from j in Enumerable.Range(0, 100) where i != j && labels[i] == labels[j] == same select distances[(i * 100) + j]).Average();
        return (predicted.Where((label, i) => label == labels[i]).Count() / 100.0, Mean(false) - Mean(true));
    }
}
