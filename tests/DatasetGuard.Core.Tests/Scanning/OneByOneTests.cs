using CsCheck;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Tests;

namespace DatasetGuard.Core.Tests.Scanning;

public sealed class OneByOneTests
{
    [Fact]
    public void Each_piece_is_done_once() => Gen.Select(Gen.Int[0, 100], Gen.Int[1, 4]).Sample((count, threads) =>
    {
        var done = new int[count];
        OneByOne.For(count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => Interlocked.Increment(ref done[i]));
        OneByOne.For(count, new ParallelOptions { MaxDegreeOfParallelism = threads }, () => new object(), (i, _) => Interlocked.Increment(ref done[i]));
        return done.All(times => times == 2);
    });

    [Fact]
    public void No_thread_holds_pieces_back_that_another_could_do()
    {
        var left = 99;
        using var others = new ManualResetEventSlim();

        OneByOne.For(100, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            if (i == 0)
                others.Wait(Patience.End).Should().BeTrue("the other thread has done all the rest by then");
            else if (Interlocked.Decrement(ref left) == 0)
                others.Set();
        });
    }
}
