using System.Numerics.Tensors;
using DatasetGuard.Learning.Runtime;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>
/// Soft targets for <see cref="DistillationLoss"/>, each of the one network that never saw the sample: the samples are dealt into K folds, network k is
/// trained on all folds but k, and says what it thinks of fold k.
/// </summary>
/// <remarks>
/// Classes are dealt evenly. A class of fewer samples than folds, in the extreme of one, is unknown to the network that judges it, which will call
/// it something else. Not safe for use by several threads while it is taught.
/// </remarks>
public sealed class CrossFitTargets
{
    private readonly int _classes;
    private readonly double _temperature;
    private readonly int[] _foldOf;
    private readonly float[]?[] _targets;

    /// <param name="labels">Of each sample, from 0 on.</param>
    /// <param name="classes">Labels lie below it.</param>
    /// <param name="folds">K, from 2 to the number of groups.</param>
    /// <param name="seed">Decides the folds.</param>
    /// <param name="groups">
    /// Samples of the same number go into one fold: copies of an image that lay in two folds would be taught by networks that saw them. Each its own when left out.
    /// </param>
    /// <param name="temperature">By which targets are softened; above 0.</param>
    /// <exception cref="ArgumentException">Labels or groups do not fit, or there are too few samples for so many folds.</exception>
    public CrossFitTargets(IReadOnlyList<int> labels, int classes, int folds, int seed, IReadOnlyList<int>? groups = null, double temperature = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        if (labels.Any(label => label < 0 || label >= classes))
            throw new ArgumentException($"Labels must lie from 0 to {classes - 1}.", nameof(labels));

        if (groups is not null && groups.Count != labels.Count)
            throw new ArgumentException($"There are {groups.Count} groups for {labels.Count} samples.", nameof(groups));

        int[][] units = [.. Enumerable.Range(0, labels.Count).GroupBy(row => groups is null ? row : groups[row]).Select(unit => unit.ToArray())];
        if (units.Length < folds)
            throw new ArgumentException($"There are {units.Length} samples or groups for {folds} folds.", nameof(folds));

        _classes = classes;
        _temperature = Checked.Positive(temperature);
        _foldOf = new int[labels.Count];
        _targets = new float[]?[labels.Count];
        Folds = folds;
        new Random(seed).Shuffle(units);
        var dealt = 0;
        foreach (var unit in units.OrderBy(unit => labels[unit[0]]))
        {
            foreach (var row in unit)
                _foldOf[row] = dealt % folds;

            dealt++;
        }
    }

    public int Folds { get; }

    /// <summary>What the network of a fold is trained on, in order.</summary>
    public int[] TrainingRows(int fold) => [.. Enumerable.Range(0, _foldOf.Length).Where(row => _foldOf[row] != fold)];

    /// <summary>What the network of a fold is asked about, in order.</summary>
    public int[] HeldOutRows(int fold) => [.. Enumerable.Range(0, _foldOf.Length).Where(row => _foldOf[row] == fold)];

    /// <summary>Takes what the network of <paramref name="fold"/> says of a sample.</summary>
    /// <param name="fold">Of the network.</param>
    /// <param name="row">Of the sample.</param>
    /// <param name="logits">One for each class.</param>
    /// <exception cref="ArgumentException">That network saw the sample; or the logits are not finite, or not one for each class.</exception>
    public void Teach(int fold, int row, ReadOnlySpan<float> logits)
    {
        if (_foldOf[row] != fold)
            throw new ArgumentException($"The network of fold {fold} was trained on sample {row}.", nameof(fold));

        if (logits.Length != _classes || !TensorPrimitives.IsFiniteAll(logits))
            throw new ArgumentException($"Sample {row} needs {_classes} finite logits.", nameof(logits));

        var target = new float[_classes];
        TensorPrimitives.Divide(logits, (float)_temperature, target);
        TensorPrimitives.SoftMax<float>(target, target);
        _targets[row] = target;
    }

    /// <summary>The probabilities of one sample.</summary>
    /// <exception cref="InvalidOperationException">It has not been taught yet.</exception>
    public ReadOnlySpan<float> this[int row] => _targets[row] ?? throw new InvalidOperationException($"Sample {row} has no target yet: teach fold {_foldOf[row]} first.");

    /// <summary>Those of some samples, shape (rows, classes), float32.</summary>
    /// <exception cref="InvalidOperationException">One has not been taught yet.</exception>
    public Tensor Batch(ReadOnlySpan<int> rows)
    {
        LibTorch.EnsureLoaded();
        var values = new float[rows.Length * _classes];
        for (var i = 0; i < rows.Length; i++)
            this[rows[i]].CopyTo(values.AsSpan(i * _classes));

        return tensor(values, [rows.Length, _classes]);
    }
}
