using System.Numerics.Tensors;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Detection.Features.Surrogates;

/// <summary>What networks that were trained on the suspect data itself say of each image.</summary>
/// <remarks>
/// The surrogate learns whatever a user's network would learn, triggers included. The blind networks see the images at 8 x 8 and 16 x 16 pixels, where
/// small and faint triggers are gone, and each is asked only about images that it was not trained on. An image that the surrogate finds in its
/// class and the blind networks do not is there for a reason that only fine detail shows.
/// </remarks>
internal sealed class SurrogateModel : IDisposable
{
    /// <summary>Sides of what the blind networks see, in pixels.</summary>
    public static readonly int[] BlindSides = [8, 16];

    private static readonly TrainingSchedule Schedule = new();
    private static readonly TrainingSchedule BlindSchedule = new() { Epochs = 5 };
    private static readonly TrainingSchedule FoldSchedule = new() { Epochs = 4 };

    private readonly float[] _features;

    private SurrogateModel(ClassRows rows, SurrogateImages images, NetworkShape shape)
    {
        Rows = rows;
        Images = images;
        Shape = shape;
        _features = new float[(long)rows.Count * shape.Features];
        Margins = new float[rows.Count];
        Predicted = new int[rows.Count];
        OutOfFold = new OutOfFold(rows.Count);
        BlindMargins = Array.ConvertAll(BlindSides, _ => new float[rows.Count]);
        BlindPredicted = Array.ConvertAll(BlindSides, _ => new int[rows.Count]);
    }

    public ClassRows Rows { get; }

    public SurrogateImages Images { get; }

    public NetworkShape Shape { get; }

    /// <summary>Rows that the surrogate is trained on: all, unless there are very many.</summary>
    public required int[] TrainingRows { get; init; }

    public ConvNetwork Network { get; private set; } = null!;

    /// <summary>The surrogate's label margin of each row.</summary>
    public float[] Margins { get; }

    /// <summary>The surrogate's class of each row.</summary>
    public int[] Predicted { get; }

    /// <summary>What networks of the surrogate's kind say that were trained on the other half of the images.</summary>
    public OutOfFold OutOfFold { get; }

    /// <summary>The label margins of the blind networks, side by side as in <see cref="BlindSides"/>.</summary>
    public float[][] BlindMargins { get; }

    /// <summary>The classes that the blind networks find each row in, side by side as in <see cref="BlindSides"/>.</summary>
    public int[][] BlindPredicted { get; }

    /// <summary>Share of the images that the surrogate finds in their class; it was trained on most of them.</summary>
    public double Accuracy => (double)Margins.Count(margin => margin > 0) / Margins.Length;

    /// <summary>Share of the images that networks find in their class which did not see them.</summary>
    public double UnseenAccuracy => OutOfFold.Accuracy(Rows.Labels);

    /// <summary>
    /// It is halfway from chance to certainty on images that it was trained on, and a quarter of the way on others: else it has learned the images by
    /// heart, not their classes.
    /// </summary>
    public bool HasLearned => Accuracy >= FromChance(0.5) && UnseenAccuracy >= FromChance(0.25);

    /// <summary>There is something in the images that tells the classes apart: without it every reason for a label is learned by heart.</summary>
    public bool KnowsClasses => UnseenAccuracy >= FromChance(0.1);

    public ReadOnlySpan<float> Features(int row) => _features.AsSpan(row * Shape.Features, Shape.Features);

    /// <summary>Trains on all cores, one network a thread: networks this small gain nothing from two.</summary>
    public static SurrogateModel Train(ScanContext context, ClassRows rows, CancellationToken cancellationToken)
    {
        var images = new SurrogateImages(context, rows, PictureLayout.WithPieces(context.Views.Geometry));
        var shape = NetworkShape.Surrogate(images.Channels, hasHighPass: true, rows.Classes);
        var seed = context.Options.Seed;
        int[] all = [.. Enumerable.Range(0, rows.Count)];
        var model = new SurrogateModel(rows, images, shape) { TrainingRows = TrainingPart.Choose(all, rows.Labels, rows.Classes, TrainingPart.MaxRows, seed) };
        var jobs = new List<(NetworkJob Job, RowReceiver Receive)>
        {
            (new NetworkJob(images, shape, Schedule, model.TrainingRows, all, seed), model.Receive),
        };
        var folds = new TwoFolds(rows, seed);
        jobs.AddRange(Enumerable.Range(0, TwoFolds.Count).Select(fold => model.FoldJob(context, fold, folds)));
        jobs.AddRange(from side in BlindSides.Reverse() from fold in Enumerable.Range(0, TwoFolds.Count) select model.BlindJob(context, side, fold, folds));

        context.Progress.Begin("Training", jobs.Sum(job => job.Job.Steps));
        var options = new ParallelOptions { MaxDegreeOfParallelism = context.Options.Jobs, CancellationToken = cancellationToken };
        try
        {
            OneByOne.For(jobs.Count, options, i =>
            {
                var network = jobs[i].Job.Run(rows.Labels, jobs[i].Receive, context.Progress, cancellationToken);
                if (i == 0)
                    model.Network = network;
                else
                    network.Dispose();
            });
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    public void Dispose() => Network?.Dispose();

    private double FromChance(double share) => share + ((1 - share) / Rows.Classes);

    private (NetworkJob Job, RowReceiver Receive) BlindJob(ScanContext context, int side, int fold, TwoFolds folds)
    {
        var images = new SurrogateImages(context, Rows, PictureLayout.Whole(context.Views.Geometry, side));
        ConvBlock[] blocks = [new(32, images.Width > 8), new(48, false)];
        var shape = new NetworkShape(images.Channels, HasHighPass: false, blocks, Rows.Classes);
        var at = Array.IndexOf(BlindSides, side);
        var (margins, predicted) = (BlindMargins[at], BlindPredicted[at]);
        var (training, asked) = folds.Of(fold);
        return (new NetworkJob(images, shape, BlindSchedule, training, asked, context.Options.Seed + (TwoFolds.Count * side) + fold),
            (row, _, logits) => (margins[row], predicted[row]) = (LabelMargin.Of(logits, Rows.Labels[row]), TensorPrimitives.IndexOfMax(logits)));
    }

    private (NetworkJob Job, RowReceiver Receive) FoldJob(ScanContext context, int fold, TwoFolds folds)
    {
        var (training, asked) = folds.Of(fold);
        return (new NetworkJob(Images, Shape, FoldSchedule, training, asked, context.Options.Seed + 1 + fold),
            (row, _, logits) => OutOfFold.Receive(row, logits, Rows.Labels[row]));
    }

    private void Receive(int row, ReadOnlySpan<float> features, ReadOnlySpan<float> logits)
    {
        features.CopyTo(_features.AsSpan(row * Shape.Features, Shape.Features));
        Margins[row] = LabelMargin.Of(logits, Rows.Labels[row]);
        Predicted[row] = TensorPrimitives.IndexOfMax(logits);
    }
}
