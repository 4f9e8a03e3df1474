using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Membership;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Auditing;

/// <summary>Measures what a classifier gives away of the images that it was trained on.</summary>
/// <example><code>
/// var result = MembershipAudit.Run(AuditData.Of(members, others, classes), classifier, new AuditSettings(), progress, cancellationToken);
/// Console.WriteLine(result.Strongest.Exposure.Auc);
/// </code></example>
public static class MembershipAudit
{
    /// <summary>How many times as often as by guessing a model must be right about its own training images to be taken for one that was trained on them.</summary>
    private const double LeastOfChance = 1.2;

    /// <summary>Such an AUC is no chance where all of its interval is below one half.</summary>
    private const double Contrary = 0.45;

    /// <param name="data">What is compared.</param>
    /// <param name="model">What is audited; its outputs are the classes of the data.</param>
    /// <param name="settings">How.</param>
    /// <param name="progress">Told of long work.</param>
    /// <param name="cancellationToken">Stops soon.</param>
    /// <exception cref="AuditException">The model cannot be asked, or its answers are none.</exception>
    /// <exception cref="TrainingException">There is too little to train shadow models on.</exception>
    public static AuditResult Run(AuditData data, IClassifier model, AuditSettings settings, IScanProgress progress, CancellationToken cancellationToken)
    {
        if (model.Outputs != data.Classes.Count)
        {
            throw new AuditException(
                $"The model gives {model.Outputs:N0} values for a picture, and there are {data.Classes.Count:N0} classes. Name the classes in the order of its outputs with --classes.");
        }

        if (Math.Min(data.Members.Count, data.NonMembers.Count) < MembershipExposure.LeastPerClass)
        {
            throw new AuditException(
                $"An audit needs {MembershipExposure.LeastPerClass} members and as many non-members, and there are {data.Members.Count:N0} and {data.NonMembers.Count:N0}: of fewer nothing is known. Give more images.");
        }

        progress.Begin("Asking the model", data.Members.Count + data.NonMembers.Count + (data.Canaries?.Count ?? 0));
        var answers = (Members: Ask(data.Members), Others: Ask(data.NonMembers), Canaries: data.Canaries is { } planted ? Ask(planted) : null);
        float[] Ask(AuditSide side) => ModelAnswers.Of(model, side, settings.Jobs, progress, cancellationToken);
        ModelAnswers.CheckVaried(answers.Members, answers.Others, model.Outputs);
        var wereProbabilities = ModelAnswers.Undo(answers.Members, answers.Others, model.Outputs);
        if (wereProbabilities && answers.Canaries is { } ofCanaries)
            ModelAnswers.Undo(ofCanaries, [], model.Outputs);

        var comparison = new Comparison(data.Members.Labels, data.NonMembers.Labels, settings, cancellationToken);
        if (Math.Min(comparison.Members.Length, comparison.Others.Length) < MembershipExposure.LeastPerClass)
        {
            throw new AuditException(
                $"Only {comparison.Members.Length:N0} members and {comparison.Others.Length:N0} non-members have the same mix of classes, and an audit needs {MembershipExposure.LeastPerClass} of each: else classes would be told apart, and not members. Give non-members of the members' classes.");
        }

        var scores = Enum.GetValues<MembershipScore>();
        var attacks = new Attack[scores.Length];
        progress.Begin("Measuring", null);
        ParallelWork.For(scores.Length, settings.Jobs, Measure, cancellationToken);
        void Measure(int i) => attacks[i] = comparison.Of(
            JsonKey(scores[i]),
            TitleOf(scores[i]),
            MembershipScores.Of<float>(scores[i], answers.Members, data.Members.Labels),
            MembershipScores.Of<float>(scores[i], answers.Others, data.NonMembers.Labels));

        var accuracy = ClassAccuracy.Of((answers.Members, data.Members.Labels), (answers.Others, data.NonMembers.Labels), label: null);
        var result = new AuditResult
        {
            Data = data,
            Model = model.Description,
            ModelDigest = model.Digest,
            Seed = settings.Seed,
            Attacks = attacks,
            Accuracy = accuracy,
            ClassAccuracies = [.. Enumerable.Range(0, data.Classes.Count).Select(label => ClassAccuracy.Of((answers.Members, data.Members.Labels), (answers.Others, data.NonMembers.Labels), label))],
            MixDistance = comparison.MixDistance,
            Compared = (comparison.Members.Length, comparison.Others.Length),
            Warnings = [.. data.Warnings, .. Warnings(model, accuracy, data, wereProbabilities, attacks[0].Exposure)],
        };
        var canaries = data.Canaries is null ? null : new CanaryComparison(data, answers.Canaries!, answers.Others, settings, cancellationToken);
        return settings.Shadows is not { } plan
            ? result with { Canaries = canaries?.Measure(null) }
            : new ShadowComparison(data, plan, settings, comparison, progress, cancellationToken).AddTo(result, answers.Members, answers.Others, canaries);
    }

    private static IEnumerable<string> Warnings(IClassifier model, ClassAccuracy accuracy, AuditData data, bool wereProbabilities, MembershipExposure exposure)
    {
        if (model.Caveat is { } caveat)
            yield return caveat;

        if (wereProbabilities)
            yield return "The model gives probabilities and no logits: what was rounded to 0 and 1 in them is lost, and attacks see less than they could.";

        if (accuracy.OnTrained < LeastOfChance / data.Classes.Count)
            yield return FormattableString.Invariant($"The model is right about {100 * accuracy.OnTrained:0.0} % of its members, which is hardly more than guessing: the order of the classes, the preprocessing or the members may be wrong, and then the numbers say nothing.");

        if (exposure.Auc < Contrary && exposure.Interval.Upper < 0.5)
            yield return FormattableString.Invariant($"The model knows the non-members better than the members (AUC {exposure.Auc:0.000} by M_mem): the two sides may be mixed up, or the non-members are of an easier kind, and then the numbers say nothing. Look at --members and --nonmembers.");

        if (data.Overlap > 0)
            yield return $"{data.Overlap:N0} {(data.Overlap == 1 ? "non-member is a member" : "non-members are members")} as well, by their pixels, and did not count.";
    }

    private static string JsonKey(MembershipScore score) => Core.Reports.JsonText.Name(score);

    private static string TitleOf(MembershipScore score) => score switch
    {
        MembershipScore.ModifiedEntropy => "M_mem (modified entropy)",
        MembershipScore.Gap => "gap (right or wrong)",
        _ => JsonKey(score),
    };
}
