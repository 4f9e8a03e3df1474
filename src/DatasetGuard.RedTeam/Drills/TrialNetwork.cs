using System.Numerics.Tensors;
using DatasetGuard.Core;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.RedTeam.Drills;

/// <summary>Tells whether a poison works: a small network is trained on the poisoned images as users train theirs, and the trigger is tried on it.</summary>
/// <param name="hasHighPass">The network also sees the high-pass residual, which helps it to learn weak triggers.</param>
/// <param name="widening">How many times as wide as the surrogate of a scan.</param>
public sealed class TrialNetwork(bool hasHighPass, int widening = 1)
{
    /// <summary>The <see cref="AttackMeter"/>.</summary>
    public AttackSuccess Measure(AttackTrial trial, ScanOptions options, IScanProgress progress, CancellationToken cancellationToken)
    {
        LibTorch.EnsureLoaded();
        var classes = trial.Training.Dataset.Classes;
        var schedule = new TrainingSchedule();
        var training = Decoded(trial.Training);
        var images = PictureLayout.WithPieces(trial.Training.Views.Geometry).Load(trial.Training.Views, training, cancellationToken);
        using var network = new ConvNetwork(NetworkShape.Surrogate(images.Channels, hasHighPass, classes.Count, widening), trial.Seed);
        progress.Begin("Training", (long)schedule.EpochsFor(training.Count) * training.Count);
        NetworkTrainer.Train(network, images, [.. training.Select(sample => sample.ClassIndex)], schedule, trial.Seed, count => progress.Advance(count), cancellationToken);

        var target = Enumerable.Range(0, classes.Count).First(c => classes[c] == trial.Target);
        Proportion TakenForTarget(LoadedDataset tried) => Count(network, tried, (said, _) => said == target, cancellationToken);
        return new AttackSuccess
        {
            Seen = TakenForTarget(trial.Seen),
            Unseen = trial.Unseen is { } unseen ? TakenForTarget(unseen) : null,
            Control = TakenForTarget(trial.Control),
            Accuracy = Count(network, trial.Clean, (said, label) => classes[said] == label, cancellationToken),
        };
    }

    private static List<Sample> Decoded(LoadedDataset images) => [.. images.Dataset.Samples.Where(sample => sample is { ClassIndex: >= 0, Facts: not null })];

    private static Proportion Count(ConvNetwork network, LoadedDataset tried, Func<int, string?, bool> counts, CancellationToken cancellationToken)
    {
        var samples = Decoded(tried);
        var successes = 0;
        network.Evaluate(
            PictureLayout.WithPieces(tried.Views.Geometry).Load(tried.Views, samples, cancellationToken),
            (first, _, logits) =>
            {
                var classes = network.Shape.Classes;
                for (var i = 0; i < logits.Length / classes; i++)
                    successes += counts(TensorPrimitives.IndexOfMax(logits.Slice(i * classes, classes)), tried.Dataset.ClassOf(samples[first + i])) ? 1 : 0;
            },
            cancellationToken);
        return new Proportion(successes, samples.Count);
    }
}
