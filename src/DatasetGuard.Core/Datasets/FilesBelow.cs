namespace DatasetGuard.Core.Datasets;

/// <summary>The files of one kind in a folder and in the folders in it, which are one dataset together.</summary>
internal static class FilesBelow
{
    private const int MaxDepth = 8;

    /// <param name="folder">Where they lie.</param>
    /// <param name="isOne">Tells them by their names.</param>
    /// <returns>In ordinal order, without links and hidden files.</returns>
    public static List<string> Of(string folder, Func<string, bool> isOne)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = MaxDepth, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden, IgnoreInaccessible = false };
        var files = Directory.EnumerateFiles(folder, "*", options).Where(isOne).ToList();
        files.Sort(string.CompareOrdinal);
        return files;
    }
}
