namespace DatasetGuard.Core;

/// <summary>Writes a file whole or not at all, and opens none that would not end.</summary>
public static class WholeFile
{
    /// <summary>A killed run leaves such a file; the next one overwrites it.</summary>
    private const string Unfinished = ".unfinished";

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="IOException">It is not there, has no bytes, or is no plain file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public static FileStream OpenPlain(string path)
    {
        // Pipes and devices have no length: opening a pipe would wait for a writer, and some devices have no end.
        if (new FileInfo(path).Length == 0)
            throw new IOException("It has no bytes, or is no plain file.");

        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
    }

    /// <summary>What was there stays as it was until all is written beside it.</summary>
    /// <param name="path">Where it goes.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">It cannot be written; nothing of it is left.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = path + Unfinished;
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
                write(file);

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
