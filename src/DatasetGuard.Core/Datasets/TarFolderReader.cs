using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>A folder of tar archives that are one dataset, as the shards of a WebDataset lie. They are read one after the other, by name.</summary>
/// <remarks>Ids begin with the archive, as its members may be numbered from 0. Where no folder in it names a split, the archive's own name may: <c>train-000000.tar</c>. <see cref="PathLayout"/> tells archives that are shards from those that are classes.</remarks>
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

    /// <summary>The archives of a folder and of the folders in it.</summary>
    public static List<string> Files(string folder) => FilesBelow.Of(folder, IsArchive);

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

    /// <summary>Of the name of an archive; empty for any other.</summary>
    public static string ExtensionOf(string name) => Array.Find(Extensions, extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) ?? "";

    /// <exception cref="DatasetException">At the end, when an archive is damaged: it ends there, and the others are read all the same.</exception>
    public IEnumerable<RawSample> Read(CancellationToken cancellationToken)
    {
        var breaks = new List<DatasetException>();
        foreach (var file in Files(folder))
        {
            var name = Path.GetRelativePath(folder, file).Replace('\\', '/');
            var split = PathLayout.SplitOfRoot(name);
            var archive = new TarDatasetReader(file, limits);
            using var samples = archive.Read(cancellationToken).GetEnumerator();
            while (MoveNext(samples, breaks))
                yield return Placed(samples.Current, name, split);

            Ignored += archive.Ignored;
        }

        if (breaks.Count > 0)
            throw new DatasetException(breaks.Count == 1 ? breaks[0].Message : $"{breaks[0].Message} Archives that could not be read to their end: {breaks.Count:N0}.", breaks[0]);
    }

    private static bool MoveNext(IEnumerator<RawSample> samples, List<DatasetException> breaks)
    {
        try
        {
            return samples.MoveNext();
        }
        catch (DatasetException error)
        {
            breaks.Add(error);
            return false;
        }
    }

    /// <summary>A name that leads out of its archive stays as it is: nothing before it may make it a good one.</summary>
    private static RawSample Placed(RawSample sample, string archive, string? split) => SafePath.TryNormalise(sample.Id, out _) is null
        ? sample
        : sample with { Id = $"{archive}/{sample.Id}", Split = sample.IsLabelled ? sample.Split ?? split : null };

    private static bool IsArchive(string path) => ExtensionOf(path).Length > 0;
}
