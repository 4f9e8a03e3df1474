namespace DatasetGuard.Core.Scanning;

/// <summary>Memory that many threads share: who asks for more than is left waits. A request over the whole budget waits until it is alone.</summary>
public sealed class ByteBudget(long capacity)
{
    private static readonly TimeSpan CancellationLatency = TimeSpan.FromMilliseconds(100);

    // A monitor, since threads wait on it.
    private readonly object _monitor = new();
    private long _used;

    public void Take(long bytes, CancellationToken cancellationToken)
    {
        lock (_monitor)
        {
            while (_used > 0 && _used + bytes > capacity)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Monitor.Wait(_monitor, CancellationLatency);
            }

            _used += bytes;
        }
    }

    public void Return(long bytes)
    {
        lock (_monitor)
        {
            _used -= bytes;
            Monitor.PulseAll(_monitor);
        }
    }
}
