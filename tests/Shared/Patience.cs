namespace DatasetGuard.Tests;

/// <summary>For what must end, but would go on for minutes or for ever if it were wrong. How long it takes is the benchmarks' business.</summary>
internal static class Patience
{
    /// <summary>A hundred times what the slowest of it needs; a busy machine is no failure.</summary>
    public static readonly TimeSpan End = TimeSpan.FromMinutes(2);

    /// <exception cref="TimeoutException">It had not ended after <see cref="End"/>.</exception>
    public static T Await<T>(Func<T> work) => Task.Run(work).WaitAsync(End).GetAwaiter().GetResult();

    /// <inheritdoc cref="Await{T}"/>
    public static void Await(Action work) => Task.Run(work).WaitAsync(End).GetAwaiter().GetResult();
}
