using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Detection.Features.Surrogates;

/// <summary>Networks that see nothing of an image but its <see cref="EdgeMaps"/>, and so no change of all its colours.</summary>
internal static class EdgeNetworks
{
    /// <summary>Larger pictures are scaled down to this side before their edges are looked for.</summary>
    private const int Side = 32;

    private static readonly TrainingSchedule Schedule = new() { Epochs = 5 };

    /// <summary>The label margin of each row, from a network that was trained on the other half.</summary>
    public static float[] Margins(ScanContext context, ClassRows rows, CancellationToken cancellationToken)
    {
        var images = new SurrogateImages(context, rows, PictureLayout.Whole(context.Views.Geometry, Side), edgesOnly: true);
        var shape = new NetworkShape(images.Channels, HasHighPass: false, [new(32, true), new(48, false), new(64, false)], rows.Classes);
        var (folds, margins) = (new TwoFolds(rows, context.Options.Seed), new float[rows.Count]);
        var jobs = Enumerable.Range(0, TwoFolds.Count).Select(folds.Of)
            .Select((part, fold) => new NetworkJob(images, shape, Schedule, part.Training, part.Asked, context.Options.Seed + (TwoFolds.Count * Side) + fold))
            .ToList();
        context.Progress.Begin("Training on edges", jobs.Sum(job => job.Steps));
        var options = new ParallelOptions { MaxDegreeOfParallelism = context.Options.Jobs, CancellationToken = cancellationToken };
        OneByOne.For(jobs.Count, options, i => jobs[i]
            .Run(rows.Labels, (row, _, logits) => margins[row] = LabelMargin.Of(logits, rows.Labels[row]), context.Progress, cancellationToken)
            .Dispose());
        return margins;
    }
}
