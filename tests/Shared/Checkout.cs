namespace DatasetGuard.Tests;

/// <summary>Files of the repository that tests read where they are.</summary>
internal static class Checkout
{
    /// <param name="path">From the top of the repository, with <c>/</c>.</param>
    public static string Path(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "DatasetGuard.sln")))
                return System.IO.Path.Combine(folder.FullName, path);
        }

        throw new InvalidOperationException("The tests do not run inside of the repository.");
    }
}
