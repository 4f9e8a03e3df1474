using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>
/// Center-based relaxed learning (CRL) of Fang and Kim, "Center-Based Relaxed Learning Against Membership Inference Attacks" (UAI 2024, arXiv 2404.17674), in
/// the form of the authors' code.
/// </summary>
/// <remarks>
/// <para>
/// With N(x) = x / (1 + t |x|) for logits z, embeddings x and learned centers c, p = softmax(z), L = weighted mean cross-entropy of N(z), and
/// D = weighted mean of |N(x) - N(c_y)|² / 2, the loss is R + lambda C. In odd epochs, counted from 0, R = |L - alpha| and C = |D - alpha_c|. In even
/// epochs R = L while it is above alpha, else the cross-entropy of N(z) with the soft target of <see cref="RelaxLoss"/>; and C = D while it is above
/// alpha_c, else the weighted mean of (q |N(x) - N(c_y)|² + (1 - q) |N(x)|²) / 2 with q = min(p_y, upper). From 0 on.
/// </para>
/// <para>
/// From <see cref="LossBatch.Logits"/> and <see cref="LossBatch.Embeddings"/>. It alternates, so <see cref="BatchLoss.BeginEpoch"/> must be called.
/// </para>
/// </remarks>
public sealed class CenterRelaxedLoss : BatchLoss
{
    private const string CentersName = "centers";

    private readonly CenterRelaxedSettings _settings;
    private bool _flattens = true;

    /// <param name="classes">Labels lie below it; at least 2.</param>
    /// <param name="dimension">Of the embeddings; at least 1.</param>
    /// <param name="seed">Decides where the centers begin: normally distributed about 0 with deviation 1.</param>
    /// <param name="settings">The defaults when left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public CenterRelaxedLoss(int classes, int dimension, int seed, CenterRelaxedSettings? settings = null)
        : base(nameof(CenterRelaxedLoss))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        _settings = settings ?? new CenterRelaxedSettings();
        Checked.NotNegative(_settings.Alpha);
        Checked.NotNegative(_settings.Shortening);
        Checked.NotNegative(_settings.CenterAlpha);
        Checked.NotNegative(_settings.CenterWeight);
        Checked.AtMostOne(_settings.Upper);
        Learn(CentersName, Centers.Draw(classes, dimension, seed));
    }

    public override IReadOnlyList<LearnedParameter> Learned => [new(Parameter, CenterLoss.CenterRate) { IsPlain = true }];

    private Parameter Parameter => get_parameter(CentersName)!;

    public override void BeginEpoch(int epoch) => _flattens = epoch % 2 == 0;

    private protected override Tensor Compute(KeptBatch batch)
    {
        var (logits, embeddings) = (batch.Logits, batch.Embeddings);
        var weights = batch.WeightTensor(logits);
        var confidence = CrossEntropyLoss.Costs(batch, logits).neg().exp();
        var target = Relaxation.TargetConfidence(confidence, _settings.Upper);
        var centers = Centers.OfLabels(batch, Parameter, embeddings);
        var relaxed = OfLogits(batch, Shorten(logits), target, weights);
        return relaxed.Plus(OfCenters(Shorten(embeddings), Shorten(centers), target, weights).mul(TensorMath.Constant(_settings.CenterWeight, relaxed)));
    }

    private Tensor OfLogits(KeptBatch batch, Tensor logits, Tensor target, Tensor weights)
    {
        var costs = CrossEntropyLoss.Costs(batch, logits);
        var mean = TensorMath.Mean(costs, weights);
        if (!_flattens)
            return Relaxation.Around(mean, _settings.Alpha);

        return TensorMath.Value(mean) > _settings.Alpha ? mean : TensorMath.Mean(Relaxation.SoftCosts(logits, costs, target), weights);
    }

    private Tensor OfCenters(Tensor embeddings, Tensor centers, Tensor target, Tensor weights)
    {
        var near = Centers.HalfSquares(embeddings, centers);
        var mean = TensorMath.Mean(near, weights);
        if (!_flattens)
            return Relaxation.Around(mean, _settings.CenterAlpha);

        if (TensorMath.Value(mean) > _settings.CenterAlpha)
            return mean;

        var rest = TensorMath.Constant(1, target).sub(target);
        return TensorMath.Mean(target.mul(near).Plus(rest.mul(Centers.HalfSquares(embeddings, zeros_like(embeddings)))), weights);
    }

    private Tensor Shorten(Tensor rows) =>
        rows.div(TensorMath.Constant(1, rows).Plus(TensorMath.RowLengths(rows).mul(TensorMath.Constant(_settings.Shortening, rows))));
}
