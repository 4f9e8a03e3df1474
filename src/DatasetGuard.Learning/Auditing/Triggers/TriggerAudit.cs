using System.Numerics.Tensors;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing.Triggers.Latent;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>Reverse-engineers the triggers of a model and tells backdoors from thin margins.</summary>
/// <remarks>
/// Wang et al., "Neural Cleanse" (IEEE S&amp;P 2019), with the size of each trigger held against what it takes to turn the same images with pixels of real
/// images of the class. Of what stands out, and of one class into another, triggers are looked for that leave networks as they are that were trained on these images alone. Squares of one colour are tried as they are.
/// </remarks>
/// <example><code>
/// var result = TriggerAudit.Run(TriggerData.Of(source, classes, model, seed: 0, cancellationToken), model, new AuditSettings(), progress, cancellationToken);
/// Console.WriteLine(result.All.Count(trigger => trigger.Verdict == TriggerVerdict.Backdoor));
/// </code></example>
public static class TriggerAudit
{
    /// <summary>Pairs are looked at with so many classes at most: their number grows by the square.</summary>
    public const int MostClassesForPairs = 16;

    /// <summary>Of two classes each is a pair with the other.</summary>
    private const int LeastClassesForPairs = 3;

    /// <summary>One in so many pairs is looked for again: a search may end at a larger stamp than there is, but a backdoor's is still among the small ones.</summary>
    private const int PairsAgain = 3;

    private const int MoreAttempts = 2;

    /// <summary>How many times as often as by guessing a model must be right for its triggers to say something; of few classes less, as <see cref="LeastAccuracy"/> says.</summary>
    private const double LeastOfChance = 1.5;

    /// <summary>So far from guessing to being always right is far enough.</summary>
    private const double LeastFromChance = 0.25;

    /// <summary>Networks that are right so much less often than the model do not know what is natural.</summary>
    private const double LeastOfModel = 0.5;

    /// <summary>Nor do those that know so much less beyond guessing, which of two classes is right half of the time.</summary>
    private const double LeastBeyondChance = 1.0 / 3;

    /// <param name="data">What is turned.</param>
    /// <param name="model">What is audited; its outputs are the classes of the data.</param>
    /// <param name="settings">Where chance begins, and threads.</param>
    /// <param name="progress">Told of long work.</param>
    /// <param name="cancellationToken">Stops soon.</param>
    /// <exception cref="AuditException">The model cannot be asked, its answers are none, or no slope goes through it.</exception>
    public static TriggerResult Run(TriggerData data, IDifferentiable model, AuditSettings settings, IScanProgress progress, CancellationToken cancellationToken)
    {
        progress.Begin("Asking the model", null);
        var logits = ModelLogits.Of(model, data.Images, settings.Jobs, cancellationToken);
        var areProbabilities = ModelAnswers.AreProbabilities(logits, model.Outputs);
        var asked = areProbabilities ? new LogProbabilities(model) : model;
        int[] said = [.. Enumerable.Range(0, data.Images.Count).Select(row => TensorPrimitives.IndexOfMax(logits.AsSpan(row * model.Outputs, model.Outputs)))];
        var accuracy = (double)said.Zip(data.Labels).Count(pair => pair.First == pair.Second) / said.Length;
        if (accuracy < LeastAccuracy(model.Outputs))
        {
            throw new AuditException(
                FormattableString.Invariant($"The model is right about {100 * accuracy:0.0} % of the images, which is hardly more than guessing: the order of the classes or the preprocessing is wrong. Look at --classes, --mean and --std."));
        }

        var classes = Enumerable.Range(0, model.Outputs).ToArray();
        var plans = Array.ConvertAll(classes, target => TriggerPlan.Of(data.Labels, said, target, source: null, settings.Seed));
        TriggerPlan[] pairs = model.Outputs is >= LeastClassesForPairs and <= MostClassesForPairs
            ? [.. classes.SelectMany(target => classes.Where(source => source != target).Select(source => TriggerPlan.Of(data.Labels, said, target, source, settings.Seed))).OfType<TriggerPlan>()]
            : [];
        var ofClasses = Search([.. plans.OfType<TriggerPlan>().Select(plan => (plan, 0))], references: null);
        var outstanding = new TriggerJudge(data, ofClasses).OutstandingClasses().ToHashSet(ReferenceEqualityComparer.Instance);
        using var trained = pairs.Length + outstanding.Count > 0 ? TrainReferences() : null;
        var references = trained is not null && KnowEnough(trained.Accuracy, accuracy, model.Outputs) ? trained : null;
        SearchedTrigger[] found = [.. WithReferences(ofClasses, outstanding, one => one.WithApart(asked, data.Images, references!, settings.Seed, cancellationToken)), .. SmallestPairs()];
        var outstandingPairs = new TriggerJudge(data, found).OutstandingPairs().ToHashSet(ReferenceEqualityComparer.Instance);
        found = WithReferences(found, outstandingPairs, one => one with { Reference = references!.Try(one, cancellationToken) });
        var judge = new TriggerJudge(data, [.. found, .. Squares(new TriggerJudge(data, found))]);
        return new TriggerResult
        {
            Data = data,
            Model = model.Description,
            ModelDigest = model.Digest,
            Seed = settings.Seed,
            Accuracy = accuracy,
            Classes = judge.Classes(),
            Pairs = judge.Pairs(),
            ClassThreshold = judge.ClassThreshold,
            PairThreshold = judge.PairThreshold,
            Unjudged = [.. classes.Where(target => plans[target] is null).Select(target => (target, $"The model knows fewer than {TriggerPlan.Least} of its images."))],
            Warnings = [.. Warnings(data, areProbabilities), .. ReferenceWarnings(), .. WayWarnings()],
            Ways = Ways(),
        };

        bool HasWays() => settings.IsDeep && ofClasses.Length > 0 && LatentWays.Fit(data.Images);

        LatentWay[] Ways()
        {
            if (!HasWays())
                return [];

            using var ways = LatentWays.Train(data, model, settings, progress, cancellationToken);
            return Array.ConvertAll(ofClasses, one => ways.To(one, cancellationToken));
        }

        IEnumerable<string> WayWarnings()
        {
            if (settings.IsDeep && !HasWays())
                yield return $"The ways between classes were not drawn: that takes pictures of {VariationalAutoencoder.LeastSide} pixels a side at least, and a class that triggers could be looked for.";
        }

        IEnumerable<string> ReferenceWarnings()
        {
            var untold = references is null ? 0 : ofClasses.Zip(found).Count(pair => outstanding.Contains(pair.First) && pair.Second.Apart is null);
            if (trained is not null && references is null)
            {
                yield return FormattableString.Invariant(
                    $"Networks that were trained on these images alone are right about {100 * trained.Accuracy:0.0} % of them, and the model about {100 * accuracy:0.0} %: they cannot tell what is natural. Real pixels alone do, and no backdoor of one class into another is named.{OfFewClasses()} Audit with more images.");
            }
            else if (untold > 0)
            {
                yield return FormattableString.Invariant(
                    $"Networks that were trained on these images alone know too few of them to tell what is natural for {untold:N0} of {ofClasses.Length:N0} classes: real pixels alone do.{OfFewClasses()} Audit with more images.");
            }
        }

        string OfFewClasses() => judge.ClassThreshold is null ? $" With fewer than {TriggerJudge.LeastClasses} classes they say little: only very small triggers are named, and what else stands out is a suspect." : "";

        ReferenceNetworks TrainReferences()
        {
            progress.Begin("Training networks to compare with", null);
            return ReferenceNetworks.Train(data, settings, cancellationToken);
        }

        SearchedTrigger[] Search((TriggerPlan Plan, int Attempt)[] all, ReferenceNetworks? references)
        {
            var results = new SearchedTrigger[all.Length];
            if (all.Length == 0)
                return results;

            progress.Begin((all[0].Plan.Source, all[0].Attempt) switch { (null, _) => "Looking for triggers", (_, 0) => "Looking for triggers of one class", _ => "Looking again for the smallest" }, all.Length);
            ParallelWork.For(all.Length, settings.Jobs, i =>
            {
                results[i] = SearchedTrigger.Find(asked, data.Images, all[i].Plan, references, settings.Seed, all[i].Attempt, cancellationToken);
                progress.Advance(1);
            }, cancellationToken);
            return results;
        }

        IEnumerable<SearchedTrigger> SmallestPairs()
        {
            var once = Search([.. pairs.Select(plan => (plan, 0))], references);
            var smallest = once.OrderBy(one => one.Stamp.Size).Take(pairs.Length / PairsAgain);
            var again = Search([.. smallest.SelectMany(one => Enumerable.Range(1, MoreAttempts).Select(attempt => (one.Plan, attempt)))], references);
            return once.Concat(again).GroupBy(one => (one.Plan.Source, one.Plan.Target)).Select(attempts => attempts.OrderByDescending(one => one.Works).ThenBy(one => one.Stamp.Size).First());
        }

        // A class that is named fails the model, and makes it easier to turn into others as well. Of few classes squares name wrong ones, too: where one that is redder than any picture stands for red.
        IEnumerable<SearchedTrigger> Squares(TriggerJudge before) => references is null || pairs.Length == 0 || model.Outputs < TriggerJudge.LeastClasses || before.Classes().Any(one => one.Verdict == TriggerVerdict.Backdoor) ? []
            : new SquareScan(asked, data, said, references, settings).Find(before.Named().ToHashSet(), progress, cancellationToken);

        SearchedTrigger[] WithReferences(SearchedTrigger[] all, HashSet<object?> outstanding, Func<SearchedTrigger, SearchedTrigger> look)
        {
            int[] tried = references is null ? [] : [.. Enumerable.Range(0, all.Length).Where(i => outstanding.Contains(all[i]))];
            if (tried.Length == 0)
                return all;

            progress.Begin("Looking at what other networks say of the smallest", tried.Length);
            var results = (SearchedTrigger[])all.Clone();
            ParallelWork.For(tried.Length, settings.Jobs, i =>
            {
                results[tried[i]] = look(all[tried[i]]);
                progress.Advance(1);
            }, cancellationToken);
            return results;
        }
    }

    /// <summary>Below it the answers are hardly more than guesses.</summary>
    internal static double LeastAccuracy(int classes) => Math.Min(LeastOfChance, 1 + (LeastFromChance * (classes - 1))) / classes;

    /// <summary>Whether networks that are right so often can tell what is natural for a model that is.</summary>
    internal static bool KnowEnough(double own, double model, int classes) =>
        own >= LeastOfModel * model && own - (1.0 / classes) >= LeastBeyondChance * (model - (1.0 / classes));

    private static IEnumerable<string> Warnings(TriggerData data, bool areProbabilities)
    {
        if (areProbabilities)
            yield return "The model gives probabilities and no logits: where it is very sure, no slope is left to follow.";
        if (data.Classes.Count > MostClassesForPairs)
            yield return $"With more than {MostClassesForPairs} classes triggers of one class into another were not looked for.";
    }
}
