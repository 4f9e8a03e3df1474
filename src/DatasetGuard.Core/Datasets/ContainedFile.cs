using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>Reaches a file of a dataset without being led out of it by links.</summary>
internal static class ContainedFile
{
    /// <param name="file">A file, as a folder or a manifest names it.</param>
    /// <param name="root">The dataset's folder, with its own links resolved (<see cref="RealPath"/>).</param>
    /// <param name="isInside">No link leads to the folder of the file: then only the file itself need be looked at.</param>
    public static SampleContent Open(FileInfo file, string root, bool isInside = false)
    {
        try
        {
            return OpenTarget(file, root, isInside);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            // The system's message holds the full path, which would differ from machine to machine.
            return Fault(DecodeFaultKind.Unreadable, error is UnauthorizedAccessException ? "access is denied" : "the file cannot be reached");
        }
    }

    private static SampleContent OpenTarget(FileInfo file, string root, bool isInside)
    {
        var isLink = file.LinkTarget is not null;
        if (!isLink && !file.Exists)
            return Fault(DecodeFaultKind.Unreadable, "no file of this name can be opened");

        var target = isLink ? file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo : file;
        if (target is not { Exists: true } || !((isInside && !isLink) || IsInside(target.Directory!, root)))
            return Fault(DecodeFaultKind.UnsafePath, "a link that leads out of the dataset or nowhere");

        // A pipe or device has length 0, so it is told apart here without being opened, which could block for ever.
        return target.Length == 0
            ? Fault(DecodeFaultKind.Empty, "the file has no bytes")
            : new SampleContent.InFile(target.FullName, target.Length);
    }

    /// <summary>The path with every link on the way resolved.</summary>
    public static string RealPath(DirectoryInfo folder)
    {
        var target = folder.ResolveLinkTarget(returnFinalTarget: true) as DirectoryInfo ?? folder;
        return target.Parent is null ? target.FullName : Path.Combine(RealPath(target.Parent), target.Name);
    }

    private static SampleContent.Faulty Fault(DecodeFaultKind kind, string detail) => new(new DecodeFault(kind, detail));

    private static bool IsInside(DirectoryInfo folder, string root) => IsAtOrBelow(RealPath(folder), root);

    /// <summary>Compares two real paths of folders.</summary>
    public static bool IsAtOrBelow(string path, string root) =>
        path == root || path.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
