namespace DatasetGuard.Tests;

/// <summary>The larger image sets, which do not ship: a test that wants them skips with a reason where they are not.</summary>
internal static class SharedData
{
    /// <summary>The folder named by <c>DATASETGUARD_DATA</c>, or else <c>shared/data</c> beside the checkout.</summary>
    private static readonly string? Folder = Find();

    public static string File(string name)
    {
        Assert.SkipWhen(Folder is null, $"{name} is not here: set DATASETGUARD_DATA to the folder that holds it.");
        var path = Path.Combine(Folder, name);
        Assert.SkipUnless(Path.Exists(path), $"'{Folder}' has no {name}.");
        return path;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("DATASETGUARD_DATA") is { Length: > 0 } configured)
            return configured;

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
