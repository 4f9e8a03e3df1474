namespace DatasetGuard.Core.Caching;

/// <summary>Where the cache lies when nobody says otherwise.</summary>
public static class CacheFolder
{
    private const string Name = "datasetguard";

    /// <param name="variable">Reads an environment variable; null when it is not set.</param>
    /// <returns>A folder of the user; null where the environment knows none.</returns>
    public static string? Default(Func<string, string?> variable)
    {
        // A relative path is to be ignored, as the XDG base directory specification says.
        if (variable("XDG_CACHE_HOME") is { } xdg && Path.IsPathFullyQualified(xdg))
            return Path.Combine(xdg, Name);
        if (OperatingSystem.IsWindows())
            return variable("LOCALAPPDATA") is { Length: > 0 } local ? Path.Combine(local, Name, "cache") : null;

        return variable("HOME") is { Length: > 0 } home ? Path.Combine(home, OperatingSystem.IsMacOS() ? "Library/Caches" : ".cache", Name) : null;
    }
}
