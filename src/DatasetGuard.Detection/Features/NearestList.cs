namespace DatasetGuard.Detection.Features;

/// <summary>The so many rows with the largest cosines, the largest first; of equal ones those that came first.</summary>
internal sealed class NearestList(int capacity)
{
    private readonly Neighbour[] _items = new Neighbour[capacity];
    private int _count;

    /// <summary>What is not above this has no place in the list.</summary>
    public float Least => capacity == 0 ? float.PositiveInfinity : _count < capacity ? float.NegativeInfinity : _items[^1].Cosine;

    public void Offer(int row, float cosine)
    {
        if (cosine <= Least)
            return;

        var place = _count < capacity ? _count++ : capacity - 1;
        for (; place > 0 && _items[place - 1].Cosine < cosine; place--)
            _items[place] = _items[place - 1];

        _items[place] = new Neighbour(row, cosine);
    }

    public Neighbour[] ToArray() => _items[.._count];
}
