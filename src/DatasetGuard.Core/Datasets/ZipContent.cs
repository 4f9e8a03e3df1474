using System.IO.Compression;

namespace DatasetGuard.Core.Datasets;

/// <summary>Opens ZIP archives that need not be what they say.</summary>
internal static class ZipContent
{
    /// <summary>The archive, whose directory is known to be readable and whose members do not lie over one another.</summary>
    /// <remarks>
    /// Members that share their bytes make a bomb: each is within every limit, and together they are a million times the file (D. Fifield,
    /// "A better zip bomb", 2019).
    /// </remarks>
    /// <exception cref="InvalidDataException">It is no archive, is cut off, or has members that overlap.</exception>
    public static ZipArchive Open(string path)
    {
        var file = File.OpenRead(path);
        var archive = new ZipArchive(file, ZipArchiveMode.Read);
        try
        {
            var left = file.Length;
            foreach (var entry in archive.Entries)
            {
                left -= entry.CompressedLength;
                if (entry.CompressedLength < 0 || left < 0)
                    throw new InvalidDataException("its members are together larger than the archive, so they overlap");
            }

            return archive;
        }
        catch (Exception)
        {
            archive.Dispose();
            throw;
        }
    }

    /// <summary>True for what a damaged archive makes the framework throw.</summary>
    public static bool IsDamage(Exception error) =>
        error is InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException or InvalidOperationException;
}
