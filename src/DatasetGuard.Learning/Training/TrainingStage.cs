using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Runtime;
using DatasetGuard.Learning.Training.Privacy;

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
    private readonly PrivatePlan? _private;
    private readonly StageState _state;
    private readonly TrainingSchedule _schedule;
    private readonly TimeProvider _time;

    /// <param name="shape">Of the network.</param>
    /// <param name="data">What it learns from.</param>
    /// <param name="recipe">How.</param>
    /// <param name="time">Measures the epochs.</param>
    /// <param name="noiseKey">32 bytes that decide batches and noise of <see cref="TrainingRecipe.Privacy"/>. Drawn, and never to be known, when left out: who knows it can take the noise away.</param>
    /// <exception cref="TrainingException">There is nothing to train on, nothing to judge by, or something that differential privacy forbids.</exception>
    public TrainingStage(NetworkShape shape, TrainingImages data, TrainingRecipe recipe, TimeProvider? time = null, byte[]? noiseKey = null)
    {
        LibTorch.EnsureLoaded();
        _rowsByClass = data.SeenByClass;
        Check(data, _rowsByClass);
        if (shape.IsLinear && recipe.Loss.ShapesFeatures)
            throw new TrainingException($"The loss {recipe.Loss.Name} shapes features, and a linear probe leaves those of its encoder as they are. Train by cross-entropy or relax.");

        (_data, _recipe, _time) = (data, recipe, time ?? TimeProvider.System);
        _schedule = new TrainingSchedule { MaxRate = recipe.MaxRate };
        _private = recipe.Privacy is { } asked ? PrivatePlan.Of(shape, data, recipe, asked) : null;
        _state = new StageState(shape, data, recipe, _private is null ? null : noiseKey ?? SecretStream.NewKey());
    }

    /// <summary>Those that have ended.</summary>
    public IReadOnlyList<EpochReport> Epochs => _state.Epochs;

    /// <summary>The epoch whose weights are kept; -1 before the first has ended.</summary>
    public int BestEpoch => _state.BestEpoch;

    /// <summary>All epochs have been run, or the last ones brought no gain although the rate no longer rose.</summary>
    public bool HasEnded => Epochs.Count >= _recipe.Epochs || (Epochs.Count > 0 && Epochs.Count - 1 - Math.Max(BestEpoch, (int)(TrainingSchedule.WarmUp * _recipe.Epochs)) >= _recipe.Patience);

    /// <summary>What the steps so far have spent of <see cref="TrainingRecipe.Privacy"/>; null without it.</summary>
    public PrivacySpent? Spent => _private?.Spent(_state.Steps);

    /// <summary>Images of one epoch; with <see cref="TrainingRecipe.Privacy"/> about so many.</summary>
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

    /// <summary>A network with the average of the weights as it stands, which belongs to the caller.</summary>
    public ConvNetwork AveragedNetwork() => _state.AveragedNetwork();

    /// <summary>Writes everything that a later run needs to go on from here.</summary>
    public void Save(Stream output) => _state.Save(output);

    /// <summary>Goes on from a checkpoint.</summary>
    /// <exception cref="Models.ModelException">It is none, or of another run: of other images, another recipe or another seed.</exception>
    public void Restore(string path) => _state.Restore(path);

    public void Dispose() => _state.Dispose();

    private EpochReport RunEpoch(int epoch, Action<TrainingProgress> advanced, CancellationToken cancellationToken)
    {
        _state.Loss.BeginEpoch(epoch);
        var (batches, run) = _private is null ? Balanced(epoch) : Private(_private, cancellationToken);
        var (loss, hits, seen, rate) = (0.0, 0, 0, 0.0);
        for (var batch = 0; batch < batches; batch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rate = _schedule.RateAt((epoch * batches) + batch, _recipe.Epochs * batches);
            var (images, cost, right) = run(batch, rate);
            if (!double.IsFinite(cost))
                throw new TrainingException($"The loss is no longer a number in epoch {epoch + 1}. Another --seed may help.");

            (loss, hits, seen) = (loss + cost, hits + right, seen + images);
            advanced(new TrainingProgress(epoch, images, loss / (batch + 1), (double)hits / Math.Max(1, seen)));
        }

        var logits = NetworkJudge.Logits(_state.Average, _data.Images, _data.Holdout, _recipe.Jobs, cancellationToken);
        var (accuracy, holdoutLoss) = NetworkJudge.Judge(logits, Array.ConvertAll(_data.Holdout, row => _data.Labels[row]));
        return new EpochReport(epoch, loss / batches, (double)hits / Math.Max(1, seen), accuracy, holdoutLoss, _state.Loss.Beta, rate);
    }

    /// <summary>Batches in which the classes are even, of nearly equal size: a last one of a single image would have no variance to be normalised by.</summary>
    private (int Batches, StepOfBatch Run) Balanced(int epoch)
    {
        var trainer = new TrainingStep(_data, _recipe, _state);
        var order = BalancedOrder.Of(_rowsByClass, _recipe.Seed, epoch);
        var batches = Math.Max(1, (order.Length + _recipe.BatchSize - 1) / _recipe.BatchSize);
        return (batches, Step);

        (int Images, double Loss, int Hits) Step(int batch, double rate)
        {
            var rows = order[(int)((long)order.Length * batch / batches)..(int)((long)order.Length * (batch + 1) / batches)];
            var (loss, hits) = trainer.Run(rows, epoch, batch, rate);
            return (rows.Length, loss, hits);
        }
    }

    /// <summary>Batches that are drawn image by image, as the accountant has it.</summary>
    private (int Batches, StepOfBatch Run) Private(PrivatePlan plan, CancellationToken cancellationToken)
    {
        var trainer = new PrivateStep(_data, _recipe, _state, plan);
        return (plan.StepsPerEpoch, Step);

        (int Images, double Loss, int Hits) Step(int batch, double rate)
        {
            var rows = plan.Draw(_state.Secret!, _state.Steps);
            var (loss, hits) = trainer.Run(rows, rate, cancellationToken);
            return (rows.Length, loss / Math.Max(1, rows.Length), hits);
        }
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

    /// <summary>Takes one step, and tells how many images it saw, what they cost, and how many of them were right.</summary>
    private delegate (int Images, double Loss, int Hits) StepOfBatch(int batch, double rate);
}
