using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DatasetGuard.Core.Datasets;

/// <summary>Opens files that may have become something else since they were listed.</summary>
internal static partial class RegularFile
{
    /// <summary>EACCES on Linux and macOS.</summary>
    private const int AccessDenied = 13;

    /// <summary>Opens a file for reading. A pipe that took its place is not waited for: opening it as usual would end only with a writer.</summary>
    /// <exception cref="IOException">It is gone, or is no file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static SafeFileHandle Open(string path)
    {
        if (OperatingSystem.IsWindows())
            return File.OpenHandle(path, options: FileOptions.SequentialScan);

        // Of fcntl.h: read only (0), do not wait, and close in child processes.
        var flags = OperatingSystem.IsMacOS() ? 0x4 | 0x1000000 : 0x800 | 0x80000;
        var handle = new SafeFileHandle(OpenUnix(path, flags), ownsHandle: true);
        try
        {
            if (handle.IsInvalid)
                throw Marshal.GetLastPInvokeError() == AccessDenied ? new UnauthorizedAccessException() : new IOException("The file vanished or cannot be opened.");

            // What has no length is no file.
            _ = RandomAccess.GetLength(handle);
            return handle;
        }
        catch (Exception error)
        {
            handle.Dispose();
            if (error is NotSupportedException)
                throw new IOException("It is no file.", error);

            throw;
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenUnix(string path, int flags);
}
