using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Membership;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Auditing;

/// <summary>Trains shadow models on members and others alike, and attacks with them.</summary>
/// <remarks>
/// Each is trained on one half of all images, so that each image is foreign to half of the models, as in the offline attacks of <see cref="ShadowAttacks"/>.
/// </remarks>
internal sealed class ShadowComparison(
    AuditData data, ShadowPlan plan, AuditSettings settings, Comparison comparison, IScanProgress progress, CancellationToken cancellationToken)
{
    public AuditResult AddTo(AuditResult result, float[] memberLogits, float[] otherLogits, CanaryComparison? canaries)
    {
        AuditSide[] sides = data.Canaries is { } planted ? [data.Members, planted, data.NonMembers] : [data.Members, data.NonMembers];
        var models = Train(sides);
        progress.Begin("Comparing", null);
        var (inside, outside) = (0, sides[..^1].Sum(side => side.Count));
        var members = Answers(models, inside, data.Members.Labels, data.Classes.Count);
        var others = Answers(models, outside, data.NonMembers.Labels, data.Classes.Count);
        var (memberOdds, otherOdds) = (MembershipScores.LogOdds<float>(memberLogits, data.Members.Labels), MembershipScores.LogOdds<float>(otherLogits, data.NonMembers.Labels));
        var likelihood = Likelihood(memberOdds, members, otherOdds, others);
        var robust = RobustRelative(memberOdds, members, otherOdds, others);
        return result with
        {
            Attacks = [.. result.Attacks, Of("lira", "LiRA", likelihood), Of("rmia", "RMIA", robust)],
            Shadows = plan,
            ShadowImages = sides.Sum(side => side.Count) / 2,
            Canaries = canaries?.Measure(Canaries(canaries, models, outside)),
        };

        Attack Of(string key, string name, (double[] Members, double[] Others) scores) =>
            comparison.Of(key, $"{name}, offline, {plan.Count} shadow models", scores.Members, scores.Others);
    }

    private (float[] Logits, bool[] Saw)[] Train(AuditSide[] sides)
    {
        var read = plan.Read ?? PictureLayout.Reader(plan.Shape?.LargestSide ?? NetworkShape.MaxSide);
        var images = sides.Select(side => read(side.Views, side.Samples, cancellationToken)).Aggregate((first, next) => first.Followed(next));
        List<Sample> samples = [.. sides.SelectMany(side => side.Samples)];
        progress.Begin("Training shadow models", ShadowTraining.ImagesSeen(images.Count, plan));
        return ShadowTraining.Run(
            images, [.. sides.SelectMany(side => side.Labels)], TrainingSet.GroupsOf(samples), data.Classes.Count, plan, settings.Seed, settings.Jobs, count => progress.Advance(count), cancellationToken);
    }

    /// <summary>What the models say of a stretch of the images, for the given labels.</summary>
    internal static ShadowModels Answers((float[] Logits, bool[] Saw)[] models, int first, int[] labels, int classes)
    {
        var (odds, saw) = (new double[labels.Length * models.Length], new bool[labels.Length * models.Length]);
        for (var model = 0; model < models.Length; model++)
        {
            var own = MembershipScores.LogOdds<float>(models[model].Logits.AsSpan(first * classes, labels.Length * classes), labels);
            for (var i = 0; i < labels.Length; i++)
            {
                odds[(i * models.Length) + model] = own[i];
                saw[(i * models.Length) + model] = models[model].Saw[first + i];
            }
        }

        return new ShadowModels(models.Length, odds, saw);
    }

    /// <summary>Both sides together, so that they share the deviation that is estimated over all samples.</summary>
    private static (double[] First, double[] Second) Likelihood(double[] first, ShadowModels firstShadows, double[] second, ShadowModels secondShadows)
    {
        var scores = ShadowAttacks.OfflineLikelihoodRatio([.. first, .. second], firstShadows.Followed(secondShadows));
        return (scores[..first.Length], scores[first.Length..]);
    }

    /// <summary>Nobody is judged by a population that he is in: each half of the samples is held against the other half of the non-members.</summary>
    private (double[] Members, double[] Others) RobustRelative(double[] memberOdds, ShadowModels members, double[] otherOdds, ShadowModels others)
    {
        var (memberHalves, otherHalves) = (Halves(memberOdds.Length, side: 0), Halves(otherOdds.Length, side: 1));
        var (memberScores, otherScores) = (new double[memberOdds.Length], new double[otherOdds.Length]);
        for (var half = 0; half < 2; half++)
        {
            var (population, shadows) = (Comparison.Pick(otherOdds, otherHalves[1 - half]), others.Of(otherHalves[1 - half]));
            Judge(memberOdds, members, memberHalves[half], memberScores);
            Judge(otherOdds, others, otherHalves[half], otherScores);

            void Judge(double[] odds, ShadowModels models, int[] rows, double[] scores)
            {
                var judged = ShadowAttacks.RobustRelative(Comparison.Pick(odds, rows), models.Of(rows), population, shadows);
                for (var i = 0; i < rows.Length; i++)
                    scores[rows[i]] = judged[i];
            }
        }

        return (memberScores, otherScores);
    }

    private int[][] Halves(int count, int side)
    {
        int[] rows = [.. Enumerable.Range(0, count)];
        Streams.For(settings.Seed, Streams.Purpose.Shadows, -1, side).Shuffle(rows);
        return [rows[..(count / 2)], rows[(count / 2)..]];
    }

    private (double[] Planted, double[] Others) Canaries(CanaryComparison canaries, (float[] Logits, bool[] Saw)[] models, int outside)
    {
        var (planted, others) = (Answers(models, data.Members.Count, data.Canaries!.Labels, data.Classes.Count), Answers(models, outside, canaries.WrongLabels, data.Classes.Count));
        var own = canaries.LogOdds();
        return Likelihood(own.Planted, planted, own.Others, others);
    }
}
