using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Screening;

namespace DatasetGuard.Benchmarks.Screening;

/// <summary>What one detector says: p-values against the clean images that calibrate.</summary>
/// <param name="Clean">Of clean images that are screened.</param>
/// <param name="Triggered">Of those with a trigger; none for a clean model.</param>
/// <param name="Calibration">Clean images that calibrate.</param>
internal sealed record ScoredImages(double[] Clean, double[] Triggered, int Calibration)
{
    public static ScoredImages Of(IInputDetector detector, ByteImages calibrating, ByteImages clean, ByteImages? triggered)
    {
        var usual = Scores(detector, calibrating);
        return new ScoredImages(Conformal.PValues(usual, Scores(detector, clean)), triggered is null ? [] : Conformal.PValues(usual, Scores(detector, triggered)), usual.Length);
    }

    public double ChanceOfClean(double rate) => Conformal.ChanceOfAsMany(Clean.Count(p => Conformal.IsUnusual(p, rate)), Clean.Length, Calibration, rate);

    private static double[] Scores(IInputDetector detector, ByteImages images)
    {
        var scores = new double[images.Count];
        detector.Score(images, scores, default);
        return scores;
    }
}
