using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DatasetGuard.Core.Caching;

/// <summary>What tells, without reading a file, that nobody has written to it since.</summary>
/// <remarks>
/// The time of change is the system's: unlike the time of modification it cannot be set, so that a file that was written to, replaced, or
/// had its dates put back has another identity. Known on Linux; elsewhere files are read again.
/// </remarks>
/// <param name="Device">The file system.</param>
/// <param name="Inode">The file on it.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">Nanoseconds since 1970.</param>
/// <param name="Changed">Nanoseconds since 1970.</param>
internal readonly partial record struct FileIdentity(ulong Device, ulong Inode, long Length, long Modified, long Changed)
{
    // Of fcntl.h and linux/stat.h.
    private const int CurrentFolder = -100;
    private const int NotThroughLink = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStats = 0x7FF;
    private const int StructureLength = 256;
    private const int FileTypes = 0xF000;
    private const int RegularFile = 0x8000;

    /// <summary>Of the file that a path names; null where it is a link, no file, or not to be had.</summary>
    public static FileIdentity? Of(string path) => Read(CurrentFolder, path, NotThroughLink);

    /// <summary>Of an open file; null where it is not to be had.</summary>
    public static FileIdentity? Of(SafeFileHandle file) => Read((int)file.DangerousGetHandle(), "", EmptyPath);

    private static FileIdentity? Read(int folder, string path, int flags)
    {
        if (!OperatingSystem.IsLinux())
            return null;

        Span<byte> status = stackalloc byte[StructureLength];
        try
        {
            if (Status(folder, path, flags, BasicStats, ref MemoryMarshal.GetReference(status)) != 0)
                return null;
        }
        catch (EntryPointNotFoundException)
        {
            // An old C library.
            return null;
        }

        var hasAll = (MemoryMarshal.Read<uint>(status) & BasicStats) == BasicStats;
        return !hasAll || (MemoryMarshal.Read<ushort>(status[28..]) & FileTypes) != RegularFile
            ? null
            : new FileIdentity(
                MemoryMarshal.Read<ulong>(status[136..]),
                MemoryMarshal.Read<ulong>(status[32..]),
                MemoryMarshal.Read<long>(status[40..]),
                Time(status[112..]),
                Time(status[96..]));
    }

    /// <summary>Seconds, then nanoseconds.</summary>
    private static long Time(ReadOnlySpan<byte> time) => unchecked((MemoryMarshal.Read<long>(time) * 1_000_000_000) + MemoryMarshal.Read<uint>(time[8..]));

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int folder, string path, int flags, uint mask, ref byte status);
}
