using System.Runtime.CompilerServices;

namespace DatasetGuard.Tests;

internal static class ChildPrograms
{
    /// <summary>
    /// Programs that tests start neither use nor fill the cache of whoever runs them, and train nothing unless the test asks for it: it takes seconds each
    /// time.
    /// </summary>
    [ModuleInitializer]
    public static void SetDefaults()
    {
        Environment.SetEnvironmentVariable("DATASETGUARD_CACHE", "off");
        Environment.SetEnvironmentVariable("DATASETGUARD_DEPTH", "fast");
    }
}
