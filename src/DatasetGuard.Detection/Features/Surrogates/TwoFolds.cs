namespace DatasetGuard.Detection.Features.Surrogates;

/// <summary>Halves of a dataset: each is asked about by networks that were trained on the other.</summary>
internal sealed class TwoFolds
{
    public const int Count = 2;

    private readonly ClassRows _rows;
    private readonly int _seed;
    private readonly int[] _folds;

    /// <param name="rows">The images.</param>
    /// <param name="seed">Which images fall into which half.</param>
    public TwoFolds(ClassRows rows, int seed)
    {
        (_rows, _seed) = (rows, seed);
        int[] order = [.. Enumerable.Range(0, rows.Count)];
        new Random(seed).Shuffle(order);
        _folds = new int[rows.Count];
        for (var i = 0; i < order.Length; i++)
            _folds[order[i]] = i % Count;
    }

    /// <param name="fold">0 or 1: the half that is asked about.</param>
    /// <returns>Rows, ascending; of a very large dataset a part of the other half is trained on.</returns>
    public (int[] Training, int[] Asked) Of(int fold)
    {
        int[] others = [.. Enumerable.Range(0, _rows.Count).Where(row => _folds[row] != fold)];
        int[] asked = [.. Enumerable.Range(0, _rows.Count).Where(row => _folds[row] == fold)];
        return (TrainingPart.Choose(others, _rows.Labels, _rows.Classes, TrainingPart.MaxRows / Count, _seed), asked);
    }
}
