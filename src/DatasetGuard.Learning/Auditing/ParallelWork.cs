using System.Runtime.ExceptionServices;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Learning.Auditing;

/// <summary>Work on several threads that fails as it would on one: with its own exception.</summary>
internal static class ParallelWork
{
    public static void For(int count, int jobs, Action<int> work, CancellationToken cancellationToken)
    {
        try
        {
            OneByOne.For(count, new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellationToken }, work);
        }
        catch (AggregateException errors)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(errors.Flatten().InnerExceptions[0]);
        }
    }
}
