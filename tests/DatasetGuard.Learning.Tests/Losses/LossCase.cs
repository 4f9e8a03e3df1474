using DatasetGuard.Learning.Losses;
using DatasetGuard.Learning.Runtime;
using TorchSharp;

namespace DatasetGuard.Learning.Tests.Losses;

/// <summary>A loss, its formula, and what is true of it.</summary>
/// <param name="Make">For embeddings of dimension 5 and so many classes.</param>
/// <param name="Formula">By plain loops.</param>
internal sealed record LossCase(Func<int, BatchLoss> Make, Func<Numbers, BatchLoss, double> Formula)
{
    public const int Dimension = 5;

    public bool IsNeverNegative { get; init; } = true;

    /// <summary>The length of an embedding plays a part.</summary>
    public bool DependsOnLength { get; init; }

    /// <summary>So do logits beyond their differences.</summary>
    public bool DependsOnLevel { get; init; }

    public int Epoch { get; init; }

    private static readonly CenterRelaxedSettings Strict = new() { Alpha = 0.3, CenterAlpha = 0.05, Upper = 0.7 };
    private static readonly CenterRelaxedSettings Lax = Strict with { Alpha = 9, CenterAlpha = 9 };

    public static IReadOnlyDictionary<string, LossCase> All { get; } = new Dictionary<string, LossCase>
    {
        ["contrastive"] = new(_ => new ContrastiveLoss(1.3), (b, _) => Formulas.Contrastive(b, 1.3)),
        ["contrastive, free"] = new(_ => new ContrastiveLoss(1.8) { OnSphere = false }, (b, _) => Formulas.Contrastive(b, 1.8, onSphere: false)) { DependsOnLength = true },
        ["margin"] = new(_ => new MarginLoss(), (b, _) => Formulas.Margin(b, 0.2, _ => (float)1.2, 0)),
        ["margin, per class"] = new(PerClass, (b, loss) => Formulas.Margin(b, 0.3, y => ((MarginLoss)loss).Betas[y], 0.7)),
        ["triplet"] = new(_ => new TripletMarginLoss(0.25), (b, _) => Formulas.Triplet(b, 0.25)),
        ["NT-Xent"] = new(_ => new NTXentLoss(0.2), (b, _) => Formulas.NTXent(b, 0.2)),
        ["NT-logistic"] = new(_ => new NTLogisticLoss(), (b, _) => Formulas.NTLogistic(b, 0.5)),
        ["SupCon"] = new(_ => new SupConLoss(), (b, _) => Formulas.SupCon(b, 0.1)),
        ["center"] = new(classes => new CenterLoss(classes, Dimension, seed: 7), (b, loss) => Formulas.Center(b, Centers(loss))) { DependsOnLength = true },
        ["cross-entropy"] = new(_ => new CrossEntropyLoss(), (b, _) => Formulas.CrossEntropy(b)),
        ["relax, even"] = new(_ => new RelaxLoss(0.5), (b, _) => Formulas.Relax(b, 0.5, 1, isOdd: false)),
        ["relax, odd, above"] = new(_ => new RelaxLoss(0.1), (b, _) => Formulas.Relax(b, 0.1, 1, isOdd: true)) { Epoch = 1 },
        ["relax, odd, below"] = new(_ => new RelaxLoss(9, 0.4), (b, _) => Formulas.Relax(b, 9, 0.4, isOdd: true)) { Epoch = 3, IsNeverNegative = false },
        ["center relaxed, odd"] = Relaxed(Strict, epoch: 1),
        ["center relaxed, even, above"] = Relaxed(Strict, epoch: 0),
        ["center relaxed, even, below"] = Relaxed(Lax, epoch: 2),
        ["distillation"] = new(_ => new DistillationLoss(), (b, _) => Formulas.Distillation(b, 1, 0)),
        ["distillation, softened, own label"] = new(_ => new DistillationLoss(2.5, 0.3), (b, _) => Formulas.Distillation(b, 2.5, 0.3)),
        ["sum"] = new(
            _ => new SumLoss(new LossTerm(new CrossEntropyLoss(), 1), new LossTerm(new MarginLoss(), epoch => 0.5 * epoch)),
            (b, _) => Formulas.CrossEntropy(b) + (0.5 * Formulas.Margin(b, 0.2, _ => (float)1.2, 0)))
        { Epoch = 1 },
    };

    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>In double precision, in its epoch.</summary>
    public BatchLoss Create(int classes)
    {
        LibTorch.EnsureLoaded();
        var loss = Make(classes);
        loss.to(torch.ScalarType.Float64);
        loss.BeginEpoch(Epoch);
        return loss;
    }

    private static MarginLoss PerClass(int classes)
    {
        var loss = new MarginLoss(alpha: 0.3, nu: 0.7, classes: classes);
        using var values = torch.tensor([.. Enumerable.Range(0, classes).Select(i => 0.8f + (0.6f * i / classes))]);
        using var withoutGraph = torch.no_grad();
        loss.Learned[0].Parameter.copy_(values);
        return loss;
    }

    private static LossCase Relaxed(CenterRelaxedSettings s, int epoch) =>
        new(
            classes => new CenterRelaxedLoss(classes, Dimension, seed: 3, s),
            (b, loss) => Formulas.CenterRelaxed(b, Centers(loss), s.Alpha, s.Shortening, s.CenterAlpha, s.CenterWeight, s.Upper, epoch % 2 == 1))
        { Epoch = epoch, DependsOnLength = true, DependsOnLevel = true };

    private static double[][] Centers(BatchLoss loss)
    {
        using var copy = loss.Learned[0].Parameter.detach().to_type(torch.ScalarType.Float64);
        return [.. copy.data<double>().ToArray().Chunk(Dimension)];
    }
}
