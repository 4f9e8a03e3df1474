using System.Numerics.Tensors;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Networks;
using DatasetGuard.Learning.Training;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>
/// Puts squares of one colour everywhere onto pictures, and looks for one that turns a class into another in the model alone. A search down the slope passes a patch over where a stroke of the same size makes the
/// difference between the two; nothing but a patch of that place turns them as it stands, without being fitted to them.
/// </summary>
/// <param name="model">What is asked.</param>
/// <param name="data">Clean pictures.</param>
/// <param name="said">The model's answer to each.</param>
/// <param name="references">Networks that were trained on these pictures alone.</param>
/// <param name="settings">Where chance begins, and threads.</param>
internal sealed class SquareScan(IDifferentiable model, TriggerData data, int[] said, ReferenceNetworks references, AuditSettings settings)
{
    /// <summary>Pictures of each class that all squares are tried on.</summary>
    private const int Tried = 12;

    /// <summary>Every so many-th picture is held out.</summary>
    private const int Fold = 3;

    /// <summary>Share of those tried that a square must turn to be looked at.</summary>
    private const double LeastTurned = 0.25;

    /// <summary>So many pairs are looked at, by what turns most.</summary>
    private const int MostPairs = 8;

    /// <summary>Squares of a pair from which others are tried that hardly differ.</summary>
    private const int Starts = 2;

    private readonly ByteImages _images = data.Images;
    private readonly int[][] _searched = new int[data.Classes.Count][];
    private readonly int[][] _heldOut = new int[data.Classes.Count][];

    /// <param name="named">Classes that are named already: nothing is looked for into them.</param>
    /// <param name="progress">Told of long work.</param>
    /// <param name="cancellationToken">Stops within a square.</param>
    /// <returns>The worst square of each pair that one turns, as far as other networks do not answer to it.</returns>
    public IReadOnlyList<SearchedTrigger> Find(IReadOnlySet<int> named, IScanProgress progress, CancellationToken cancellationToken)
    {
        Part();
        var squares = SolidSquare.Everywhere(_images);
        var turned = Try(squares, progress, cancellationToken);
        var pairs =
            from source in Enumerable.Range(0, data.Classes.Count)
            from target in Enumerable.Range(0, data.Classes.Count)
            where target != source && !named.Contains(target) && _heldOut[source].Length >= TriggerPlan.Least
            let best = Best(turned, source, target)
            let share = turned[best[0]][(source * data.Classes.Count) + target] / (double)Math.Min(Tried, _searched[source].Length)
            where share >= LeastTurned
            orderby share descending
            select (Source: source, Target: target, Squares: best.Select(i => squares[i]).ToArray());
        var found = new List<SearchedTrigger>();
        foreach (var (source, target, best) in pairs.ToList())
        {
            if (found.Count == MostPairs)
                break;
            if (references.Success(Plain(source, target, best[0]), cancellationToken) <= SquareEffect.MostAnswers)
                found.Add(Measure(source, target, Refine(source, target, best, cancellationToken), cancellationToken));
        }

        return [.. found.Where(one => one.Square is not null)];
    }

    private void Part()
    {
        for (var label = 0; label < data.Classes.Count; label++)
        {
            int[] known = [.. Enumerable.Range(0, _images.Count).Where(row => data.Labels[row] == label && said[row] == label)];
            Streams.For(settings.Seed, Streams.Purpose.Triggers, 10, label).Shuffle(known);
            _searched[label] = [.. known.Where((_, i) => i % Fold != 0)];
            _heldOut[label] = [.. known.Where((_, i) => i % Fold == 0)];
        }
    }

    /// <returns>For each square and each pair how many of the pictures it turns.</returns>
    private int[][] Try(SolidSquare[] squares, IScanProgress progress, CancellationToken cancellationToken)
    {
        var classes = data.Classes.Count;
        int[] rows = [.. _searched.SelectMany(all => all.Take(Tried))];
        var turned = new int[squares.Length][];
        progress.Begin("Putting squares onto images", squares.Length);
        ParallelWork.For(squares.Length, settings.Jobs, i =>
        {
            turned[i] = new int[classes * classes];
            foreach (var (row, answer) in rows.Zip(Answers(squares[i], rows, cancellationToken)))
                turned[i][(data.Labels[row] * classes) + answer]++;

            progress.Advance(1);
        }, cancellationToken);
        return turned;
    }

    /// <summary>The squares that turn most of a pair; the first of several.</summary>
    private int[] Best(int[][] turned, int source, int target) =>
        [.. Enumerable.Range(0, turned.Length).OrderByDescending(i => turned[i][(source * data.Classes.Count) + target]).Take(Starts)];

    /// <summary>Of those that hardly differ the one that turns most.</summary>
    private SolidSquare Refine(int source, int target, SolidSquare[] from, CancellationToken cancellationToken)
    {
        SolidSquare[] near = [.. from.SelectMany(square => square.Near(_images)).Distinct()];
        var hits = new int[near.Length];
        ParallelWork.For(near.Length, settings.Jobs, i => hits[i] = Answers(near[i], _searched[source], cancellationToken).Count(answer => answer == target), cancellationToken);
        return near[Array.IndexOf(hits, hits.Max())];
    }

    private SearchedTrigger Measure(int source, int target, SolidSquare square, CancellationToken cancellationToken)
    {
        var plain = Plain(source, target, square);
        var effect = StampMeter.Measure(model, _images, plain.Plan.HeldOut, plain.Stamp, target, cancellationToken);
        var found = plain with { Effect = effect, Alignment = Interpolations.Share(_images, plain.Plan.Searched, effect.Mean) };
        return effect.Success >= SquareEffect.LeastSuccess && references.Success(found, cancellationToken) is { } elsewhere && elsewhere <= SquareEffect.MostAnswers && references.MostBySquares(source, target, Tried, cancellationToken) is { } most
            ? found with { Square = new SquareEffect(square, elsewhere, most) }
            : found;
    }

    private SearchedTrigger Plain(int source, int target, SolidSquare square)
    {
        StampedPicture[] Pictures(int[] rows) => [.. rows.Select(row => new StampedPicture(row, row))];
        return new SearchedTrigger(new TriggerPlan(target, source, Pictures(_searched[source]), Pictures(_heldOut[source])), square.StampOn(_images), new StampEffect(0, 0, []), 0);
    }

    private int[] Answers(SolidSquare square, int[] rows, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var logits = ModelLogits.Ask(model, square.On(_images, rows), jobs: 1, cancellationToken);
        return [.. Enumerable.Range(0, rows.Length).Select(i => TensorPrimitives.IndexOfMax(logits.AsSpan(i * model.Outputs, model.Outputs)))];
    }
}
