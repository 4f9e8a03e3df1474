using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>A folder tree of image files: <c>class/file</c>, or <c>split/class/file</c>.</summary>
/// <remarks>
/// Links are followed only to files inside the root. Folders that are links are not entered: a loop would never end.
/// Of hidden folders only what has the extension of an image is read: training code enters them as well.
/// Labels come from the paths, when all of them are known (<see cref="PathLayout"/>).
/// </remarks>
internal sealed class ImageFolderReader(string root) : IDatasetReader
{
    private const int MaxDepth = 32;

    // The root itself may be a link that the user gave; links below it belong to the dataset.
    private readonly string _root = ContainedFile.RealPath(new DirectoryInfo(root));

    public string Format => "imagefolder";

    public int? Count => null;

    public int Ignored { get; private set; }

    public string? ManifestPath => null;

    public IEnumerable<RawSample> Read(CancellationToken cancellationToken) => ReadFolder(new DirectoryInfo(_root), "", 0, isHidden: false, cancellationToken);

    private IEnumerable<RawSample> ReadFolder(DirectoryInfo folder, string prefix, int depth, bool isHidden, CancellationToken cancellationToken)
    {
        foreach (var entry in Entries(folder, prefix, depth))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var id = prefix + entry.Name;
            if (entry is DirectoryInfo child)
            {
                if (entry.LinkTarget is not null)
                {
                    yield return Faulty(id, DecodeFaultKind.UnsafePath, "a link to a folder; links to folders are not entered");
                    continue;
                }

                foreach (var sample in ReadFolder(child, id + "/", depth + 1, isHidden || entry.Name.StartsWith('.'), cancellationToken))
                    yield return sample;
            }
            else if (FileNames.IsOther(entry.Name) || (isHidden && !FileNames.IsImage(entry.Name)))
            {
                Ignored++;
            }
            else
            {
                yield return new RawSample(id, ContainedFile.Open((FileInfo)entry, _root, isInside: true));
            }
        }
    }

    private static List<FileSystemInfo> Entries(DirectoryInfo folder, string prefix, int depth)
    {
        if (depth > MaxDepth)
            throw new DatasetException($"'{Printable.Text(prefix)}' is more than {MaxDepth} folders deep. Scan a folder further down.");

        try
        {
            var entries = folder.EnumerateFileSystemInfos().ToList();
            entries.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
            return entries;
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            var where = prefix.Length == 0 ? folder.FullName : prefix;
            throw new DatasetException($"The folder '{Printable.Text(where)}' cannot be read: {Printable.Text(error.Message)}", error);
        }
    }

    private static RawSample Faulty(string id, DecodeFaultKind kind, string detail) =>
        new(id, new SampleContent.Faulty(new DecodeFault(kind, detail)));
}
