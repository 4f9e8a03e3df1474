using DatasetGuard.Detection.Features;

namespace DatasetGuard.Detection.Rules.Triggers;

/// <summary>How much the classes of a dataset say of what is natural in it.</summary>
/// <remarks>
/// In clean pairs of classes of CIFAR-10 groups of 12 to 19 images score 0.6 to 0.9, ten times as much as the other class, and the frames of one traffic sign among three in
/// pairs of classes of GTSRB 1.5. Gray pictures of one thing each share their strokes: clean sets of two, three and four classes of MNIST and Fashion-MNIST reach 1.8, 1.9 and 2.0,
/// and of five 0.8. In three classes of flowers groups of 50 images and more score 0.5, five times as much as the others'.
/// </remarks>
/// <param name="Count">Those that can hold a group.</param>
/// <param name="AreGray">All pictures are.</param>
internal readonly record struct ComparedClasses(int Count, bool AreGray)
{
    private const int Fewest = 3, FewestGray = 5;
    private const int Enough = 5, EnoughGray = 6;

    public static ComparedClasses Of(FeatureStore features) => new(TriggerAnalysis.AnalysableClasses(features).Count, features.Layout.Geometry.Channels == 1);

    /// <summary>Too few to tell that a class stands out from the others: only the score itself counts.</summary>
    public bool AreFew => Count < (AreGray ? FewestGray : Fewest);

    /// <summary>Enough, if a class stands out far.</summary>
    public bool AreJustEnough => !AreFew && Count < (AreGray ? EnoughGray : Enough);

    /// <summary>So many times the score for many classes a group needs to be an error whatever the other classes show.</summary>
    public double ErrorFactor => (AreGray, Count) switch
    {
        (true, <= 2) => 2,
        (true, 3) => 1.8,
        (true, 4) => 1.7,
        (false, <= 2) => 4.0 / 3,
        _ => 1,
    };

    /// <summary>So many times that score a group of few classes needs to be suspected.</summary>
    public double WarningFactor => AreGray ? 1 : 2.0 / 3;
}
