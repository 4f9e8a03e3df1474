using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>sum over terms of weight * loss, with weights that may change from epoch to epoch.</summary>
public sealed class SumLoss : BatchLoss
{
    private readonly LossTerm[] _terms;
    private readonly double[] _weights;

    /// <param name="terms">At least one. They are registered as <c>term0</c>, <c>term1</c> and so on.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public SumLoss(params LossTerm[] terms)
        : base(nameof(SumLoss))
    {
        if (terms.Length == 0)
            throw new ArgumentException("A sum needs at least one loss.", nameof(terms));

        _terms = [.. terms];
        _weights = new double[terms.Length];
        for (var i = 0; i < terms.Length; i++)
            register_module($"term{i}", terms[i].Loss);

        BeginEpoch(0);
    }

    public override IReadOnlyList<LearnedParameter> Learned => [.. _terms.SelectMany(term => term.Loss.Learned)];

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A weight is negative or not finite.</exception>
    public override void BeginEpoch(int epoch)
    {
        for (var i = 0; i < _terms.Length; i++)
        {
            _weights[i] = _terms[i].WeightAt(epoch);
            if (!double.IsFinite(_weights[i]) || _weights[i] < 0)
                throw new InvalidOperationException($"The weight of {_terms[i].Loss.GetName()} in epoch {epoch} is {_weights[i]}: it must be finite and not negative.");

            _terms[i].Loss.BeginEpoch(epoch);
        }
    }

    public override void AfterStep()
    {
        foreach (var term in _terms)
            term.Loss.AfterStep();
    }

    private protected override Tensor Compute(KeptBatch batch)
    {
        Tensor? sum = null;
        for (var i = 0; i < _terms.Length; i++)
        {
            if (_weights[i] == 0)
                continue;

            var loss = _terms[i].Loss.Of(batch);
            var part = loss.mul(TensorMath.Constant(_weights[i], loss));
            sum = sum is null ? part : sum.Plus(part);
        }

        return sum ?? batch.Nothing();
    }
}
