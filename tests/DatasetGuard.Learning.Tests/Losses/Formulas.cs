namespace DatasetGuard.Learning.Tests.Losses;

/// <summary>The losses by plain loops over pairs and triplets, straight from the papers.</summary>
internal static class Formulas
{
    public static double Contrastive(Numbers b, double alpha, bool onSphere = true)
    {
        double pulled = 0, pulls = 0, pushed = 0, pushes = 0;
        foreach (var (i, j, w) in Pairs(b))
        {
            var d = Distance(b, i, j, onSphere);
            if (b.Y[i] == b.Y[j])
                (pulled, pulls) = (pulled + (w * d * d), pulls + w);
            else
                (pushed, pushes) = (pushed + (w * Math.Pow(Math.Max(0, alpha - d), 2)), pushes + w);
        }

        return (pulls > 0 ? pulled / pulls / 2 : 0) + (pushes > 0 ? pushed / pushes / 2 : 0);
    }

    public static double Margin(Numbers b, double alpha, Func<int, double> beta, double nu)
    {
        double sum = 0, active = 0;
        foreach (var (i, j, w) in Pairs(b))
        {
            var l = alpha + ((b.Y[i] == b.Y[j] ? 1 : -1) * (Distance(b, i, j, true) - beta(b.Y[i])));
            if (l > 0)
                (sum, active) = (sum + (w * l), active + w);
        }

        var bounds = Enumerable.Range(0, b.Count).Sum(i => b.W[i] * beta(b.Y[i])) / b.W.Sum();
        return (active > 0 ? sum / active : 0) + (nu * bounds);
    }

    public static double Triplet(Numbers b, double margin)
    {
        double sum = 0, active = 0;
        foreach (var (a, p, w) in Pairs(b).Where(pair => b.Y[pair.I] == b.Y[pair.J]))
        {
            for (var n = 0; n < b.Count; n++)
            {
                var l = Distance(b, a, p, true) - Distance(b, a, n, true) + margin;
                if (b.Y[n] != b.Y[a] && l > 0)
                    (sum, active) = (sum + (w * b.W[n] * l), active + (w * b.W[n]));
            }
        }

        return active > 0 ? sum / active : 0;
    }

    public static double NTXent(Numbers b, double t)
    {
        double sum = 0, weights = 0;
        foreach (var (i, j, w) in Pairs(b).Where(pair => b.Y[pair.I] == b.Y[pair.J]))
            (sum, weights) = (sum + (w * Surprise(b, i, j, t)), weights + w);

        return weights > 0 ? sum / weights : 0;
    }

    public static double SupCon(Numbers b, double t)
    {
        double sum = 0, weights = 0;
        for (var i = 0; i < b.Count; i++)
        {
            var positives = Enumerable.Range(0, b.Count).Where(p => p != i && b.Y[p] == b.Y[i]).ToArray();
            if (positives.Length > 0)
                (sum, weights) = (sum + (b.W[i] * positives.Sum(p => b.W[p] * Surprise(b, i, p, t)) / positives.Sum(p => b.W[p])), weights + b.W[i]);
        }

        return weights > 0 ? sum / weights : 0;
    }

    public static double NTLogistic(Numbers b, double t)
    {
        double pulled = 0, pulls = 0, pushed = 0, pushes = 0;
        foreach (var (i, j, w) in Pairs(b))
        {
            var s = Cosine(b.X[i], b.X[j]) / t;
            if (b.Y[i] == b.Y[j])
                (pulled, pulls) = (pulled - (w * Math.Log(1 / (1 + Math.Exp(-s)))), pulls + w);
            else
                (pushed, pushes) = (pushed - (w * Math.Log(1 / (1 + Math.Exp(s)))), pushes + w);
        }

        return (pulls > 0 ? pulled / pulls : 0) + (pushes > 0 ? pushed / pushes : 0);
    }

    public static double Center(Numbers b, double[][] centers) => Mean(b, i => Square(b.X[i], centers[b.Y[i]]) / 2);

    public static double CrossEntropy(Numbers b) => Mean(b, i => -Math.Log(Softmax(b.Z[i])[b.Y[i]]));

    public static double Relax(Numbers b, double alpha, double upper, bool isOdd)
    {
        var mean = CrossEntropy(b);
        if (!isOdd)
            return Math.Abs(mean - alpha);

        return mean > alpha ? mean : Mean(b, i =>
        {
            var p = Softmax(b.Z[i]);
            var isWrong = Array.IndexOf(p, p.Max()) != b.Y[i];
            return (isWrong ? SoftCost(p, p[b.Y[i]], b.Y[i], upper) : 0) + Math.Log(p[b.Y[i]]);
        });
    }

    public static double CenterRelaxed(Numbers b, double[][] centers, double alpha, double t, double centerAlpha, double weight, double upper, bool isOdd)
    {
        double[] Shorten(double[] x)
        {
            var length = Math.Sqrt(x.Sum(u => u * u));
            return Array.ConvertAll(x, v => v / (1 + (t * length)));
        }

        double Confidence(int i) => Math.Min(upper, Softmax(b.Z[i])[b.Y[i]]);
        var cost = Mean(b, i => -Math.Log(Softmax(Shorten(b.Z[i]))[b.Y[i]]));
        var distance = Mean(b, i => Square(Shorten(b.X[i]), Shorten(centers[b.Y[i]])) / 2);
        if (isOdd)
            return Math.Abs(cost - alpha) + (weight * Math.Abs(distance - centerAlpha));

        var first = cost > alpha ? cost : Mean(b, i => SoftCost(Softmax(Shorten(b.Z[i])), Softmax(b.Z[i])[b.Y[i]], b.Y[i], upper));
        var second = distance > centerAlpha ? distance : Mean(b, i =>
            ((Confidence(i) * Square(Shorten(b.X[i]), Shorten(centers[b.Y[i]]))) + ((1 - Confidence(i)) * Square(Shorten(b.X[i]), new double[b.X[i].Length]))) / 2);
        return first + (weight * second);
    }

    public static double Distillation(Numbers b, double t, double ownShare) => Mean(b, i =>
    {
        var p = Softmax([.. b.Z[i].Select(z => z / t)]);
        var taught = -b.Q[i].Zip(p, (q, value) => q * Math.Log(value)).Sum();
        return ((1 - ownShare) * t * t * taught) - (ownShare * Math.Log(Softmax(b.Z[i])[b.Y[i]]));
    });

    public static double[] Softmax(double[] z)
    {
        var top = z.Max();
        var e = Array.ConvertAll(z, value => Math.Exp(value - top));
        var sum = e.Sum();
        return Array.ConvertAll(e, value => value / sum);
    }

    public static double Distance(Numbers b, int i, int j, bool onSphere) => Math.Sqrt(onSphere ? Square(Unit(b.X[i]), Unit(b.X[j])) : Square(b.X[i], b.X[j]));

    private static double SoftCost(double[] p, double confidence, int label, double upper)
    {
        var target = Math.Min(upper, confidence);
        return -p.Select((value, k) => (k == label ? target : (1 - target) / (p.Length - 1)) * Math.Log(value)).Sum();
    }

    private static double Surprise(Numbers b, int i, int j, double t)
    {
        var others = Enumerable.Range(0, b.Count).Where(k => k != i).Sum(k => b.W[k] * Math.Exp(Cosine(b.X[i], b.X[k]) / t));
        return -Math.Log(b.W[j] * Math.Exp(Cosine(b.X[i], b.X[j]) / t) / others);
    }

    private static IEnumerable<(int I, int J, double Weight)> Pairs(Numbers b) =>
        from i in Enumerable.Range(0, b.Count) from j in Enumerable.Range(0, b.Count) where i != j select (i, j, (double)b.W[i] * b.W[j]);

    private static double Mean(Numbers b, Func<int, double> cost) => Enumerable.Range(0, b.Count).Sum(i => b.W[i] * cost(i)) / b.W.Sum();

    private static double Cosine(double[] a, double[] b) => Unit(a).Zip(Unit(b), (x, y) => x * y).Sum();

    private static double[] Unit(double[] x)
    {
        var length = Math.Sqrt(x.Sum(u => u * u));
        return Array.ConvertAll(x, v => v / length);
    }

    private static double Square(double[] a, double[] b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();
}
