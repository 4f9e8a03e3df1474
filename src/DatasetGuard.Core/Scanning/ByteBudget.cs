namespace DatasetGuard.Core.Scanning;

/// <summary>Memory that many threads share: who asks for more than is left waits. A request over the whole budget waits until it is alone.</summary>
public sealed class ByteBudget(long capacity)
{
    private static readonly TimeSpan CancellationLatency = TimeSpan.FromMilliseconds(100);

    // A monitor, since threads wait on it.
    private readonly object _monitor = new();
    private long _used;
    private long _discarded;

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

    /// <summary>
    /// Says that large buffers were given up. The collector is in no hurry with them, and a row of large pictures would fill the machine with
    /// the remains of those before: it is called each time that so much lies about as may be in use.
    /// </summary>
    public void Discard(long bytes)
    {
        lock (_monitor)
        {
            _discarded += bytes;
            if (_discarded <= capacity)
                return;

            _discarded = 0;
        }

        GC.Collect();
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
