using System.Collections.Concurrent;

namespace DatasetGuard.Core.Scanning;

/// <summary>Loops over long pieces of work on several threads, each of which takes the next piece when it has finished one.</summary>
/// <remarks><see cref="Parallel.For(int, int, Action{int})"/> hands out ever longer ranges: good for thousands of short pieces, but of some dozen long ones a thread may still have several when the others have none.</remarks>
public static class OneByOne
{
    /// <param name="count">How many pieces; the longest are best first.</param>
    /// <param name="options">Threads and cancellation.</param>
    /// <param name="work">Given the number of a piece, from 0.</param>
    public static void For(int count, ParallelOptions options, Action<int> work) => Parallel.ForEach(Pieces(count), options, work);

    /// <param name="count">How many pieces.</param>
    /// <param name="options">Threads and cancellation.</param>
    /// <param name="begin">Makes what one thread uses for all of its pieces.</param>
    /// <param name="work">Given the number of a piece, from 0, and what its thread uses.</param>
    public static void For<T>(int count, ParallelOptions options, Func<T> begin, Action<int, T> work) => Parallel.ForEach(
        Pieces(count),
        options,
        begin,
        (i, _, own) =>
        {
            work(i, own);
            return own;
        },
        _ => { });

    private static OrderablePartitioner<int> Pieces(int count) => Partitioner.Create(Enumerable.Range(0, count), EnumerablePartitionerOptions.NoBuffering);
}
