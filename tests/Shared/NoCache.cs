using System.Runtime.CompilerServices;

namespace DatasetGuard.Tests;

internal static class NoCache
{
    /// <summary>Programs that tests start neither use nor fill the cache of whoever runs them.</summary>
    [ModuleInitializer]
    public static void TurnOff() => Environment.SetEnvironmentVariable("DATASETGUARD_CACHE", "off");
}
