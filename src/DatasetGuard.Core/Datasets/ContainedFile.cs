using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>Reaches a file of a dataset without being led out of it by links.</summary>
internal static class ContainedFile
{
    /// <param name="file">A file that exists.</param>
    /// <param name="root">The dataset's folder, with its own links resolved (<see cref="RealPath"/>).</param>
    public static SampleContent Open(FileInfo file, string root)
    {
        var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
        if (target is not { Exists: true } || !IsInside(target.Directory!, root))
            return new SampleContent.Faulty(new DecodeFault(DecodeFaultKind.UnsafePath, "a link that leads out of the dataset or nowhere"));

        // A pipe or device has length 0, so it is told apart here without being opened, which could block for ever.
        return target.Length == 0
            ? new SampleContent.Faulty(new DecodeFault(DecodeFaultKind.Empty, "the file has no bytes"))
            : new SampleContent.InFile(target.FullName, target.Length);
    }

    /// <summary>The path with every link on the way resolved.</summary>
    public static string RealPath(DirectoryInfo folder)
    {
        var target = folder.ResolveLinkTarget(returnFinalTarget: true) as DirectoryInfo ?? folder;
        return target.Parent is null ? target.FullName : Path.Combine(RealPath(target.Parent), target.Name);
    }

    private static bool IsInside(DirectoryInfo folder, string root)
    {
        var path = RealPath(folder);
        return path == root || path.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }
}
