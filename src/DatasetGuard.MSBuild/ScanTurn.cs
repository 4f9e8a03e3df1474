namespace DatasetGuard.MSBuild;

/// <summary>One scan at a time of one dataset of a project, over all processes that build it: the next one finds what the first has left.</summary>
internal static class ScanTurn
{
    private const int WaitMilliseconds = 100;

    /// <summary>Waits until the file is free.</summary>
    /// <param name="path">Stays where it is, empty: a lock that is removed can be taken twice.</param>
    /// <param name="isCancelled">Ends the waiting.</param>
    /// <returns>To be disposed of at the end of the turn; null when cancelled.</returns>
    public static IDisposable? Take(string path, Func<bool> isCancelled)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (!isCancelled())
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (IsTaken(error))
            {
                Thread.Sleep(WaitMilliseconds);
            }
        }

        return null;
    }

    /// <summary>ERROR_SHARING_VIOLATION on Windows, EWOULDBLOCK of Linux and of macOS.</summary>
    private static bool IsTaken(IOException error) => error.HResult is unchecked((int)0x8007_0020) or 11 or 35;
}
