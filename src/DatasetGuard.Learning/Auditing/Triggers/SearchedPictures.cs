namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>Pictures that a stamp is looked for with, in an order that is drawn anew as soon as all were taken.</summary>
/// <param name="pictures">At least one.</param>
/// <param name="reference">A network that the stamp must not turn them in; null where there is none.</param>
internal sealed class SearchedPictures(StampedPicture[] pictures, ReferenceView? reference)
{
    private readonly Queue<StampedPicture> _next = new();

    public ReferenceView? Reference => reference;

    public StampedPicture[] Next(int count, Random random)
    {
        var batch = new StampedPicture[Math.Min(count, pictures.Length)];
        foreach (ref var picture in batch.AsSpan())
        {
            if (_next.Count == 0)
                Refill(random);

            picture = _next.Dequeue();
        }

        return batch;
    }

    private void Refill(Random random)
    {
        StampedPicture[] order = [.. pictures];
        random.Shuffle(order);
        Array.ForEach(order, _next.Enqueue);
    }
}
