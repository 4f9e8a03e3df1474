using System.Numerics.Tensors;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>
/// Networks that know nothing of what the model was trained on: four, each trained on three quarters of the pictures that triggers are looked for with, and asked about the others. What nature explains, a
/// stroke that makes a 6 of a 1, turns them as well, and something as small turns them; a backdoor is in the model alone.
/// </summary>
/// <remarks>It holds where the pictures are clean: networks that learn from poisoned ones answer to the trigger as the model does.</remarks>
internal sealed class ReferenceNetworks : IDisposable
{
    /// <summary>Fewer pictures that the networks know say nothing of whether a stamp turns them.</summary>
    private const int LeastAsked = 8;

    /// <summary>A search does without the pictures of a network that knows fewer of them: steps with one or two pictures run after each of them.</summary>
    private const int LeastOfOne = 4;

    /// <summary>A network is asked about so many at most, spread over all classes.</summary>
    private const int MostAsked = 1_000;

    /// <summary>A network that knows too few pictures of a class for a search is left out, but not more than half of them.</summary>
    private const int LeastSearched = Folds / 2;

    /// <summary>Of two, that see half of the pictures each, the own triggers in photographs are up to twice as large.</summary>
    private const int Folds = 4;

    /// <summary>Passes: of ten classes with 150 images each 18,000 are seen.</summary>
    private const int UsualEpochs = 16;

    /// <summary>Of few pictures there are more passes until about so many are seen, or nothing is learned. More than that makes small networks easy to turn.</summary>
    private const int LeastSeen = 8_000;

    private const int MostEpochs = 64;

    /// <summary>Of many classes, which have many images.</summary>
    private const int LeastEpochs = 4;

    /// <summary>From more pictures on than make so many in <see cref="UsualEpochs"/> there are fewer passes.</summary>
    private const int MostSeen = 40_000;

    private readonly ByteImages _pictures;
    private readonly int[] _labels;
    private readonly Fold[] _folds;
    private readonly ByteImages _full;
    private readonly int _seed;

    private ReferenceNetworks(TriggerData data, ByteImages pictures, Fold[] folds, int seed) =>
        (_full, _labels, _pictures, _folds, _seed) = (data.Images, data.Labels, pictures, folds, seed);

    /// <summary>Right answers about the pictures that they were not trained on.</summary>
    public double Accuracy => _folds.Sum(fold => fold.Asked.Count(row => Knows(fold, row))) / (double)_labels.Length;

    /// <param name="data">What triggers are looked for with.</param>
    /// <param name="settings">Where chance begins, and threads.</param>
    /// <param name="cancellationToken">Stops within a batch.</param>
    public static ReferenceNetworks Train(TriggerData data, AuditSettings settings, CancellationToken cancellationToken)
    {
        var pictures = ReducedPictures.Of(data.Images, [.. Enumerable.Range(0, data.Images.Count)], stamp: null);
        var order = Enumerable.Range(0, pictures.Count).ToArray();
        Streams.For(settings.Seed, Streams.Purpose.Triggers, 4).Shuffle(order);
        var folds = new Fold[Folds];
        ParallelWork.For(Folds, settings.Jobs, i =>
        {
            int[] RowsOf(bool isAsked) => [.. order.Where((_, at) => at % Folds == i == isAsked).Order()];
            var (seen, asked) = (RowsOf(isAsked: false), RowsOf(isAsked: true));
            var network = new ConvNetwork(NetworkShape.Classifier(pictures.Channels, Math.Min(pictures.Height, pictures.Width), widening: 1, data.Classes.Count), settings.Seed + i);
            var schedule = new TrainingSchedule { Epochs = EpochsOf(pictures.Count), LeastImages = 0 };
            NetworkTrainer.Train(network, pictures.Take(seen), Array.ConvertAll(seen, row => data.Labels[row]), schedule, settings.Seed + i, _ => { }, cancellationToken);
            var said = new int[pictures.Count];
            Array.Fill(said, -1);
            foreach (var (row, answer) in asked.Zip(Answers(network, pictures, asked, cancellationToken)))
                said[row] = answer;

            folds[i] = new Fold(network, asked, said);
        }, cancellationToken);
        return new ReferenceNetworks(data, pictures, folds, settings.Seed);
    }

    /// <summary>Passes over so many pictures.</summary>
    internal static int EpochsOf(int pictures) => Math.Clamp(MostSeen / pictures, LeastEpochs, Math.Clamp(LeastSeen / pictures, UsualEpochs, MostEpochs));

    /// <summary>The pictures of a search that these networks know, each with the one that was not trained on it.</summary>
    /// <returns>Null where they know too few.</returns>
    public SearchedPictures[]? Known(TriggerPlan plan, IDifferentiable model)
    {
        var known = _folds.Select(fold => (fold.Network, Pictures: plan.Searched.Where(picture => Knows(fold, picture.Row)).ToArray()))
            .Where(group => group.Pictures.Length >= LeastOfOne).ToArray();
        return known.Sum(group => group.Pictures.Length) < LeastAsked ? null
            : Array.ConvertAll(known, group => new SearchedPictures(group.Pictures, new ReferenceView(group.Network, model, _pictures.Height, _pictures.Width)));
    }

    /// <summary>How these networks take what was found in the model.</summary>
    /// <returns>Null where they know too few pictures.</returns>
    public ReferenceEffect? Try(SearchedTrigger found, CancellationToken cancellationToken) =>
        Success(found, cancellationToken) is { } success && Smallest(found.Plan, cancellationToken) is { } own ? new ReferenceEffect(success, own.Size, own.Change) : null;

    /// <summary>The share of the pictures that a stamp turns here as well.</summary>
    /// <returns>Null where they know too few.</returns>
    public double? Success(SearchedTrigger found, CancellationToken cancellationToken)
    {
        var (hits, all) = (0, 0);
        foreach (var fold in _folds)
        {
            int[] rows = [.. fold.Asked.Where(row => Knows(fold, row) && _labels[row] != found.Plan.Target && (found.Plan.Source is null || _labels[row] == found.Plan.Source))];
            var stride = (rows.Length + MostAsked - 1) / MostAsked;
            var stamped = ReducedPictures.Of(_full, [.. rows.Where((_, i) => i % stride == 0)], found.Stamp);
            hits += Answers(fold.Network, stamped, [.. Enumerable.Range(0, stamped.Count)], cancellationToken).Count(answer => answer == found.Plan.Target);
            all += stamped.Count;
        }

        return all < LeastAsked ? null : (double)hits / all;
    }

    /// <summary>The share of the pictures of one class that the worst square turns into another, of all places and colours, and of the larger size.</summary>
    /// <param name="source">The class.</param>
    /// <param name="target">The other one.</param>
    /// <param name="most">Pictures that a network is shown at most.</param>
    /// <param name="cancellationToken">Stops within a square.</param>
    /// <returns>The mean of the networks; null where too few of them know enough pictures.</returns>
    public double? MostBySquares(int source, int target, int most, CancellationToken cancellationToken)
    {
        var squares = SolidSquare.LargeEverywhere(_pictures);
        List<double> shares = [];
        foreach (var fold in _folds)
        {
            int[] rows = [.. fold.Asked.Where(row => Knows(fold, row) && _labels[row] == source).Take(most)];
            if (rows.Length < LeastOfOne)
                continue;

            int[] all = [.. Enumerable.Range(0, rows.Length)];
            shares.Add(squares.Max(square => Answers(fold.Network, square.On(_pictures, rows), all, cancellationToken).Count(answer => answer == target)) / (double)rows.Length);
        }

        return shares.Count < LeastSearched ? null : shares.Average();
    }

    public void Dispose()
    {
        foreach (var fold in _folds)
            fold.Network.Dispose();
    }

    /// <summary>Their own smallest triggers: the geometric mean of those that know enough.</summary>
    private (double Size, double Change)? Smallest(TriggerPlan of, CancellationToken cancellationToken)
    {
        (double Size, double Change)[] own = [.. _folds.Select(fold => SmallestOf(fold, of, cancellationToken)).OfType<(double Size, double Change)>()];
        return own.Length < LeastSearched ? null : (Math.Exp(own.Average(one => Math.Log(one.Size))), Math.Exp(own.Average(one => Math.Log(one.Change))));
    }

    /// <summary>What the same search finds in a network of these, in the units of whole pictures.</summary>
    private (double Size, double Change)? SmallestOf(Fold fold, TriggerPlan of, CancellationToken cancellationToken)
    {
        var pictures = _pictures.Take(fold.Asked);
        if (TriggerPlan.Of(Array.ConvertAll(fold.Asked, row => _labels[row]), Array.ConvertAll(fold.Asked, row => fold.Said[row]), of.Target, of.Source, _seed, leastOfTarget: 1) is not { } plan)
            return null;

        using var gradients = new NetworkGradients(fold.Network, pictures.Width, pictures.Height, digest: "");
        var (stamp, effect) = SearchedTrigger.Search(gradients, pictures, plan, [new(plan.Searched, reference: null)], isNatural: false, _seed, attempt: 0, cancellationToken);
        var pixels = (double)_full.Width * _full.Height / (pictures.Width * pictures.Height);
        return (stamp.Size * pixels, effect.Change * Math.Sqrt(pixels));
    }

    private bool Knows(Fold fold, int row) => fold.Said[row] == _labels[row];

    private static int[] Answers(ConvNetwork network, ByteImages pictures, int[] rows, CancellationToken cancellationToken)
    {
        var logits = NetworkJudge.Logits(network, pictures, rows, jobs: 1, cancellationToken);
        return [.. Enumerable.Range(0, rows.Length).Select(i => TensorPrimitives.IndexOfMax(logits.AsSpan(i * network.Shape.Classes, network.Shape.Classes)))];
    }

    /// <param name="Network">Trained on the rows that it is not asked about.</param>
    /// <param name="Asked">Rows, ascending.</param>
    /// <param name="Said">Its answer to each of <paramref name="Asked"/>, by row; -1 for the others.</param>
    private sealed record Fold(ConvNetwork Network, int[] Asked, int[] Said);
}
