using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;

namespace DatasetGuard.Learning.Training;

/// <summary>
/// The hardened training stage: cross-entropy with the margin loss beside it, on batches that hold the classes evenly and pictures that are changed a little
/// each time; the average of the weights is judged on a holdout after each epoch, and the best is kept.
/// </summary>
/// <remarks>
/// <para>
/// The margin loss acts on the features that the last layer reads, brought to length 1, and not on a head of its own: what collides with another class there is what the
/// classifier would take for it. The features are not negative, so that two of them are at most sqrt(2) apart.
/// </para>
/// <para>
/// What was measured of it: less is given away of the members because of the changed pictures, dropout and the early stop. The margin loss has no part in that.
/// </para>
/// <para>The same images, recipe and seed give the same weights, also when a run is stopped after any epoch and goes on from its checkpoint.</para>
/// </remarks>
/// <example><code>
/// using var stage = new TrainingStage(NetworkShape.Classifier(channels: 3, side: 32, widening: 1, classes: 10), images, new TrainingRecipe { Augmentation = new Augmentation { Shift = 3 } });
/// stage.Run(_ => { }, ended => Console.WriteLine(ended.Epochs[^1]), cancellationToken);
/// using var network = stage.BestNetwork();
/// </code></example>
public sealed class TrainingStage : IDisposable
{
    private readonly TrainingImages _data;
    private readonly TrainingRecipe _recipe;
    private readonly int[][] _rowsByClass;
    private readonly StageState _state;
    private readonly TrainingSchedule _schedule;
    private readonly TimeProvider _time;

    /// <param name="shape">Of the network.</param>
    /// <param name="data">What it learns from.</param>
    /// <param name="recipe">How.</param>
    /// <param name="time">Measures the epochs.</param>
    /// <exception cref="TrainingException">There is nothing to train on, or nothing to judge by.</exception>
    public TrainingStage(NetworkShape shape, TrainingImages data, TrainingRecipe recipe, TimeProvider? time = null)
    {
        LibTorch.EnsureLoaded();
        _rowsByClass = data.SeenByClass;
        Check(data, _rowsByClass);
        (_data, _recipe, _time) = (data, recipe, time ?? TimeProvider.System);
        _schedule = new TrainingSchedule { MaxRate = recipe.MaxRate };
        _state = new StageState(shape, data, recipe);
    }

    /// <summary>Those that have ended.</summary>
    public IReadOnlyList<EpochReport> Epochs => _state.Epochs;

    /// <summary>The epoch whose weights are kept; -1 before the first has ended.</summary>
    public int BestEpoch => _state.BestEpoch;

    /// <summary>All epochs have been run, or the last ones brought no gain.</summary>
    public bool HasEnded => Epochs.Count >= _recipe.Epochs || (Epochs.Count > 0 && Epochs.Count - 1 - BestEpoch >= _recipe.Patience);

    /// <summary>Images of one epoch.</summary>
    public int ImagesPerEpoch => _rowsByClass.Sum(rows => rows.Length);

    /// <summary>Runs what is left of the epochs.</summary>
    /// <param name="advanced">Told after each step.</param>
    /// <param name="epochEnded">Told after each epoch; may save a checkpoint.</param>
    /// <param name="cancellationToken">Stops after the step.</param>
    /// <exception cref="TrainingException">The loss is no longer a number.</exception>
    public void Run(Action<TrainingProgress> advanced, Action<TrainingStage> epochEnded, CancellationToken cancellationToken)
    {
        while (!HasEnded)
        {
            var started = _time.GetTimestamp();
            var report = RunEpoch(Epochs.Count, advanced, cancellationToken);
            _state.End(report with { Seconds = _time.GetElapsedTime(started).TotalSeconds }, _recipe.LeastGain);
            epochEnded(this);
        }
    }

    /// <summary>A network with the weights that were kept, which belongs to the caller.</summary>
    /// <exception cref="InvalidOperationException">No epoch has ended.</exception>
    public ConvNetwork BestNetwork() => _state.BestNetwork();

    /// <summary>Writes everything that a later run needs to go on from here.</summary>
    public void Save(Stream output) => _state.Save(output);

    /// <summary>Goes on from a checkpoint.</summary>
    /// <exception cref="Models.ModelException">It is none, or of another run: of other images, another recipe or another seed.</exception>
    public void Restore(string path) => _state.Restore(path);

    public void Dispose() => _state.Dispose();

    private EpochReport RunEpoch(int epoch, Action<TrainingProgress> advanced, CancellationToken cancellationToken)
    {
        _state.Loss.BeginEpoch(epoch);
        var step = new TrainingStep(_data, _recipe, _state);
        var order = BalancedOrder.Of(_rowsByClass, _recipe.Seed, epoch);
        var batches = Math.Max(1, (order.Length + _recipe.BatchSize - 1) / _recipe.BatchSize);
        var (loss, hits, seen, rate) = (0.0, 0, 0, 0.0);
        for (var batch = 0; batch < batches; batch++)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // Batches of nearly equal size: a last one of a single image would have no variance to be normalised by.
            var first = (int)((long)order.Length * batch / batches);
            var rows = order.AsSpan(first, (int)((long)order.Length * (batch + 1) / batches) - first);
            rate = _schedule.RateAt((epoch * batches) + batch, _recipe.Epochs * batches);
            var (cost, right) = step.Run(rows, epoch, batch, rate);
            if (!double.IsFinite(cost))
                throw new TrainingException($"The loss is no longer a number in epoch {epoch + 1}. Another --seed may help.");

            (loss, hits, seen) = (loss + cost, hits + right, seen + rows.Length);
            advanced(new TrainingProgress(epoch, rows.Length, loss / (batch + 1), (double)hits / seen));
        }

        var logits = NetworkJudge.Logits(_state.Average, _data.Images, _data.Holdout, _recipe.Jobs, cancellationToken);
        var (accuracy, holdoutLoss) = NetworkJudge.Judge(logits, Array.ConvertAll(_data.Holdout, row => _data.Labels[row]));
        return new EpochReport(epoch, loss / batches, (double)hits / seen, accuracy, holdoutLoss, _state.Beta, rate);
    }

    private static void Check(TrainingImages data, int[][] rowsByClass)
    {
        if (rowsByClass.Count(rows => rows.Length > 0) < 2)
            throw new TrainingException("There are images of fewer than two classes to train on: there is nothing to tell apart.");
        if (data.Holdout.Length == 0)
            throw new TrainingException("There are no images to judge by.");
        if (data.Training.Intersect(data.Holdout).Any())
            throw new TrainingException("An image is both trained on and judged by.");
    }
}
