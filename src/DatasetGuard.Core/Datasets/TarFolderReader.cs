using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>A folder of tar archives that are one dataset, as the shards of a WebDataset lie. They are read one after the other, by name.</summary>
/// <remarks>Ids begin with the archive, as its members may be numbered from 0. Where no folder in it names a split, the archive's own name may: <c>train-000000.tar</c>.</remarks>
/// <param name="folder">With archives in it, or in folders of it.</param>
/// <param name="limits">What one file may cost.</param>
internal sealed class TarFolderReader(string folder, DecodeLimits limits) : IDatasetReader
{
    private static readonly string[] Extensions = [".tar", ".tar.gz", ".tgz"];

    public string Format => "tar";

    public int? Count => null;

    public int Ignored { get; private set; }

    public string? ManifestPath => null;

    public bool HasParts => true;

    /// <summary>The archives of a folder and of the folders in it, without those that are links.</summary>
    public static List<string> Files(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 8, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden, IgnoreInaccessible = false };
        var files = Directory.EnumerateFiles(folder, "*", options).Where(IsArchive).ToList();
        files.Sort(string.CompareOrdinal);
        return files;
    }

    /// <summary>Where the path inside of the archive begins; 0 where an id names none.</summary>
    public static int EndOfArchive(string id)
    {
        for (var end = id.IndexOf('/'); end > 0; end = id.IndexOf('/', end + 1))
        {
            if (IsArchive(id[..end]))
                return end + 1;
        }

        return 0;
    }

    public IEnumerable<RawSample> Read(CancellationToken cancellationToken)
    {
        foreach (var file in Files(folder))
        {
            var name = Path.GetRelativePath(folder, file).Replace('\\', '/');
            var split = PathLayout.SplitOfRoot(name);
            var archive = new TarDatasetReader(file, limits);
            foreach (var sample in archive.Read(cancellationToken))
                yield return Placed(sample, name, split);

            Ignored += archive.Ignored;
        }
    }

    /// <summary>A name that leads out of its archive stays as it is: nothing before it may make it a good one.</summary>
    private static RawSample Placed(RawSample sample, string archive, string? split) => SafePath.TryNormalise(sample.Id, out _) is null
        ? sample
        : sample with { Id = $"{archive}/{sample.Id}", Split = sample.IsLabelled ? sample.Split ?? split : null };

    private static bool IsArchive(string path) => Array.Exists(Extensions, extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
}
