using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Tests.Scanning;

public sealed class ByteBudgetTests
{
    [Fact]
    public async Task Who_asks_for_more_than_is_left_waits()
    {
        var budget = new ByteBudget(100);
        budget.Take(60, CancellationToken.None);

        var second = Task.Run(() => budget.Take(50, CancellationToken.None));
        await Task.Delay(150);
        second.IsCompleted.Should().BeFalse();
        budget.Return(60);

        await second.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Who_asks_for_more_than_there_is_gets_it_alone()
    {
        var budget = new ByteBudget(100);

        budget.Take(1000, CancellationToken.None);
        var take = () => budget.Take(1, new CancellationToken(canceled: true));

        take.Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void Many_threads_never_hold_more_than_the_capacity()
    {
        var budget = new ByteBudget(100);
        var (held, most) = (0, 0);
        Parallel.For(0, 500, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var bytes = 1 + (i % 60);
            budget.Take(bytes, CancellationToken.None);
            InterlockedMax(ref most, Interlocked.Add(ref held, bytes));
            Thread.Yield();
            Interlocked.Add(ref held, -bytes);
            budget.Return(bytes);
        });

        most.Should().BeInRange(50, 100);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen;)
            seen = Interlocked.CompareExchange(ref target, value, seen) is var now && now == seen ? value : now;
    }
}
