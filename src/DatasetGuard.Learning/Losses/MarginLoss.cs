using DatasetGuard.Learning.Sampling;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Losses;

/// <summary>
/// Margin-based contrastive loss of Wu, Manmatha, Smola and Krähenbühl, "Sampling Matters in Deep Embedding Learning" (ICCV 2017, arXiv 1706.07567),
/// section 4, with a bound beta that is learned.
/// </summary>
/// <remarks>
/// <para>
/// l(i, j) = (alpha + y (D - beta_i))₊ with D = |e_i - e_j|, y = 1 for pairs of one label and -1 for others, and beta_i either one number or that of the
/// class of i. The loss is the weighted mean of l over the active pairs (those with l > 0), plus nu times the weighted mean of beta_i over
/// the samples. Every ordered pair counts, or those that <see cref="Sampler"/> draws. From 0 on when nu is 0.
/// </para>
/// <para>
/// Pairs of one label cost nothing up to beta - alpha, others nothing from beta + alpha on. The slope of beta is (active pairs of different
/// labels - active pairs of one label) / active pairs, so that with only one kind of pair beta runs to the end of its range: fix it then.
/// </para>
/// </remarks>
public sealed class MarginLoss : DistanceLoss
{
    /// <summary>Beta is kept in this range after every step.</summary>
    public const double LeastBeta = 0.5;

    /// <summary>Beta is kept in this range after every step.</summary>
    public const double MostBeta = 1.6;

    /// <summary>The authors' code has 0.1, at which beta reaches the end of its range within some steps.</summary>
    private const double BetaRate = 0.01;

    private const string BetaName = "beta";

    private readonly double _alpha;
    private readonly double _nu;
    private readonly bool _isPerClass;
    private readonly bool _learnsBeta;

    /// <param name="alpha">Half the width of the gap between pairs of one label and others; above 0.</param>
    /// <param name="beta">Where training begins; within <see cref="LeastBeta"/> and <see cref="MostBeta"/>.</param>
    /// <param name="nu">Above 0 it pulls beta down; not negative.</param>
    /// <param name="classes">A bound for each of so many classes; one for all when left out.</param>
    /// <param name="learnsBeta">Or it stays where it is.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public MarginLoss(double alpha = 0.2, double beta = 1.2, double nu = 0, int? classes = null, bool learnsBeta = true)
        : base(nameof(MarginLoss))
    {
        _alpha = Checked.Positive(alpha);
        _nu = Checked.NotNegative(nu);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes ?? 1, 1, nameof(classes));
        if (beta is not (>= LeastBeta and <= MostBeta))
            throw new ArgumentOutOfRangeException(nameof(beta), beta, $"It must lie within {LeastBeta} and {MostBeta}.");

        _isPerClass = classes is not null;
        _learnsBeta = learnsBeta;
        Learn(BetaName, tensor(Enumerable.Repeat((float)beta, classes ?? 1).ToArray()), learnsBeta);
    }

    /// <summary>Draws the pairs instead of taking all; its cut-off follows alpha + beta_i.</summary>
    public DistanceWeightedSampler? Sampler { get; init; }

    public override IReadOnlyList<LearnedParameter> Learned => _learnsBeta ? [new(Beta, BetaRate)] : [];

    /// <summary>Beta as it stands, of each class or of all.</summary>
    public IReadOnlyList<double> Betas
    {
        get
        {
            using var scope = NewDisposeScope();
            return Beta.detach().cpu().to_type(ScalarType.Float64).data<double>().ToArray();
        }
    }

    private Parameter Beta => get_parameter(BetaName)!;

    public override void BeginEpoch(int epoch) => Sampler?.BeginEpoch(epoch);

    public override void AfterStep()
    {
        using var scope = NewDisposeScope();
        using var withoutGraph = no_grad();
        Beta.copy_(minimum(maximum(Beta, TensorMath.Constant(LeastBeta, Beta)), TensorMath.Constant(MostBeta, Beta)));
    }

    private protected override Tensor OfDistances(KeptBatch batch, Tensor distances, int dimension)
    {
        if (_isPerClass)
            batch.CheckLabelsBelow(Beta.shape[0]);

        var beta = (_isPerClass ? Beta.index_select(0, batch.LabelTensor) : Beta.expand(batch.Count)).to_type(distances.dtype);
        var pairs = Sampler is null ? LabelPairs.All(batch) : LabelPairs.Of(batch, Draw(batch, distances, dimension));
        var signed = distances.sub(beta.unsqueeze(1)).mul(pairs.SignTensor(distances));
        var costs = signed.Plus(TensorMath.Constant(_alpha, distances)).relu();

        // The sign of what a rectifier lets through is 1 where a pair is active, and has no slope.
        var weights = pairs.WeightTensor(distances);
        var loss = TensorMath.Ratio(costs.mul(weights).sum(), costs.detach().sign().mul(weights).sum());
        return _nu == 0 ? loss : loss.Plus(TensorMath.Mean(beta, batch.WeightTensor(beta)).mul(TensorMath.Constant(_nu, beta)));
    }

    private Triplet[] Draw(KeptBatch batch, Tensor distances, int dimension)
    {
        var betas = Betas;
        return Sampler!.Draw(
            DistanceWeightedSampler.Read(distances), batch.Labels, dimension, Array.ConvertAll(batch.Labels, label => _alpha + betas[_isPerClass ? (int)label : 0]));
    }
}
