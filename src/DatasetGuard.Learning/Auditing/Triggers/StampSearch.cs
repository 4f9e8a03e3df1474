using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DatasetGuard.Learning.Losses;
using DatasetGuard.Learning.Networks;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>Looks for the smallest stamp that turns pictures into a class.</summary>
/// <remarks>
/// Wang et al., "Neural Cleanse" (IEEE S&amp;P 2019), equation 3: the cross-entropy of f((1 - m) x + m p) with the class, plus cost times the sum of m. Without a
/// pattern of its own p is for each picture another picture, and only m is looked for. Where pictures come with a reference network, which knows nothing of the model, - log(1 - q)
/// is added, q its probability of the class, so that a stroke that makes the class by nature is no way to turn them. The slope from the picture on is taken in .NET, as it is a few sums.
/// </remarks>
internal sealed class StampSearch
{
    private readonly IDifferentiable _model;
    private readonly SearchedPictures[] _groups;
    private readonly int _target;
    private readonly SearchSettings _settings;
    private readonly Random _random;
    private readonly StampedBatch _batch;
    private readonly SquashedValues _mask;
    private readonly SquashedValues? _pattern;
    private int _turn;

    /// <param name="model">What is to be turned.</param>
    /// <param name="images">All.</param>
    /// <param name="groups">Those that are to be turned, of which each step takes some of the next group; none is empty.</param>
    /// <param name="target">Into which class.</param>
    /// <param name="isNatural">By pixels of their replacements, and not by a pattern.</param>
    /// <param name="settings">How long and how fast.</param>
    /// <param name="random">Where the search begins.</param>
    public StampSearch(IDifferentiable model, ByteImages images, SearchedPictures[] groups, int target, bool isNatural, SearchSettings settings, Random random)
    {
        (_model, _groups, _target, _settings, _random) = (model, groups, target, settings, random);
        _batch = new StampedBatch(images, model);
        _mask = new SquashedValues(images.Height * images.Width, random);
        _pattern = isNatural ? null : new SquashedValues(images.Length, random);
    }

    /// <returns>The smallest stamp that worked; where none did, the last, which does not.</returns>
    public Stamp Run(CancellationToken cancellationToken)
    {
        var schedule = new CostSchedule(_settings);
        Stamp? best = null;
        for (var round = 0; round < _settings.Rounds && !schedule.IsOver; round++)
        {
            var (hits, seen) = (0, 0);
            for (var step = 0; step < _settings.StepsPerRound; step++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (turned, all) = Step((float)schedule.Cost);
                (hits, seen) = (hits + turned, seen + all);
            }

            if (schedule.Tell((double)hits / seen, TensorPrimitives.Sum<float>(_mask.Values)))
                best = Now.Copy();
        }

        return best ?? Now;
    }

    private Stamp Now => new(_mask.Values, _pattern?.Values);

    /// <returns>How many of a batch were turned, and how many it has.</returns>
    private (int Hits, int Seen) Step(float cost)
    {
        using var scope = NewDisposeScope();
        var group = _groups[_turn++ % _groups.Length];
        var batch = group.Next(_settings.BatchSize, _random);
        var input = _batch.Make(batch, Now).requires_grad_(true);
        var logits = _model.Logits(input);
        var targets = new long[batch.Length];
        Array.Fill(targets, _target);
        var loss = nn.functional.cross_entropy(logits, tensor(targets));
        var unturned = group.Reference?.Logits(input);
        if (unturned is not null)
            loss = loss.Plus((unturned.logsumexp(1) - Others(unturned).logsumexp(1)).mean());

        var slope = autograd.grad([loss], [input])[0].contiguous();

        Array.Fill(_mask.Slope, cost);
        _pattern?.Slope.AsSpan().Clear();
        _batch.Pull(batch, Now, MemoryMarshal.Cast<byte, float>(slope.bytes), _mask.Slope, _pattern?.Slope);
        _mask.Descend(_settings.Rate);
        _pattern?.Descend(_settings.Rate);
        return (Hits(logits, unturned), batch.Length);
    }

    /// <summary>Without the target's.</summary>
    private Tensor Others(Tensor logits) => cat([logits.narrow(1, 0, _target), logits.narrow(1, _target + 1, _model.Outputs - _target - 1)], 1);

    private int Hits(Tensor logits, Tensor? unturned)
    {
        var said = Values(logits);
        var elsewhere = unturned is null ? [] : Values(unturned);
        var hits = 0;
        for (var at = 0; at < said.Length; at += _model.Outputs)
        {
            var row = said.Slice(at, _model.Outputs);
            if (TensorPrimitives.IndexOfMax(row) == _target && Probability(row, _target) >= _settings.Confidence
                && (elsewhere.IsEmpty || TensorPrimitives.IndexOfMax(elsewhere.Slice(at, _model.Outputs)) != _target))
                hits++;
        }

        return hits;
    }

    private static ReadOnlySpan<float> Values(Tensor logits) => MemoryMarshal.Cast<byte, float>(logits.detach().contiguous().bytes);

    private static double Probability(ReadOnlySpan<float> logits, int label)
    {
        var sum = 0.0;
        foreach (var logit in logits)
            sum += Math.Exp(logit - logits[label]);

        return 1 / sum;
    }
}
