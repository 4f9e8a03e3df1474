using DatasetGuard.Learning.Losses;
using DatasetGuard.Learning.Networks;
using Tensor = TorchSharp.torch.Tensor;

namespace DatasetGuard.Learning.Training;

/// <summary>The loss of a run, and what it learns itself.</summary>
internal sealed class StageLoss : IDisposable
{
    private readonly LossPlan _plan;
    private readonly MarginLoss? _margin;
    private readonly (IDescent Descent, double Rate, Tensor Parameter)[] _learned;
    private bool _learns;

    public StageLoss(NetworkShape shape, TrainingImages data, TrainingRecipe recipe)
    {
        _plan = recipe.Loss;
        var beside = Beside(shape, recipe);
        _margin = beside as MarginLoss;
        var label = new LossTerm(OfLabels(shape, data, recipe), 1);
        Sum = beside is null ? new SumLoss(label) : new SumLoss(label, new LossTerm(beside, _plan.WeightAt));
        _learned = [.. Sum.Learned.Select(learned => (Descent(learned), learned.Rate, (Tensor)learned.Parameter))];
    }

    public SumLoss Sum { get; }

    public double? Beta => _margin?.Betas[0];

    /// <summary>Of what it learns.</summary>
    public int Steps
    {
        get => _learned is [var (descent, _, _), ..] ? descent.Steps : 0;
        set => Array.ForEach(_learned, learned => learned.Descent.Steps = value);
    }

    /// <summary>What it has learned, and what the descents remember of it.</summary>
    public IEnumerable<(Tensor Parameter, IReadOnlyList<float[]> Moments)> Learned => _learned.Select(learned => (learned.Parameter, learned.Descent.Moments));

    public void BeginEpoch(int epoch)
    {
        Sum.BeginEpoch(epoch);

        // What is not computed has no gradient.
        _learns = !_plan.IsBeside || _plan.WeightAt(epoch) > 0;
    }

    /// <param name="share">Of the greatest rate.</param>
    public void Step(double share)
    {
        if (_learns)
            Array.ForEach(_learned, learned => learned.Descent.Step(learned.Rate * share));

        Sum.AfterStep();
    }

    public void Dispose() => Sum.Dispose();

    /// <summary>What a loss learns is no weight: nothing pulls it to zero.</summary>
    private static IDescent Descent(LearnedParameter learned) => learned.IsPlain ? new PlainDescent(learned.Parameter) : new AdamW([learned.Parameter], weightDecay: 0);

    private static BatchLoss OfLabels(NetworkShape shape, TrainingImages data, TrainingRecipe recipe)
    {
        if (data.Targets is not null)
            return recipe.Loss.Loss is TrainingLoss.Relaxed or TrainingLoss.CenterRelaxed ? throw new TrainingException("A relaxed loss learns from the labels, and strong privacy from other networks. Choose one of them.") : new DistillationLoss();

        return recipe.Loss.Loss switch
        {
            TrainingLoss.Relaxed => new RelaxLoss(),
            TrainingLoss.CenterRelaxed => new CenterRelaxedLoss(shape.Classes, shape.Features, recipe.Seed),
            _ => new CrossEntropyLoss(),
        };
    }

    private static BatchLoss? Beside(NetworkShape shape, TrainingRecipe recipe) => recipe.Loss.Loss switch
    {
        TrainingLoss.Margin => new MarginLoss(),
        TrainingLoss.Contrastive => new ContrastiveLoss(),
        TrainingLoss.Triplet => new TripletMarginLoss(),
        TrainingLoss.NTXent => new NTXentLoss(),
        TrainingLoss.NTLogistic => new NTLogisticLoss(),
        TrainingLoss.SupCon => new SupConLoss(),
        TrainingLoss.Center => new CenterLoss(shape.Classes, shape.Features, recipe.Seed),
        _ => null,
    };
}
