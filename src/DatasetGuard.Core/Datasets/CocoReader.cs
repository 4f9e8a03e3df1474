using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>COCO annotations as labels of whole images: the class of an image is the only category that it is annotated with.</summary>
/// <remarks>
/// An image with several categories has no one label: it is refused, and says which they are. An image without annotations has no class.
/// The files are looked for beside the list, in <c>images</c> beside it, and, where the list lies in <c>annotations</c>, in the folder that
/// the list is named for (<c>annotations/instances_train2017.json</c> and <c>train2017</c>).
/// </remarks>
internal sealed class CocoReader(string path) : IDatasetReader
{
    private const int Looked = 100;
    private const int Named = 3;

    public string Format => "coco";

    public int? Count => null;

    public int Ignored => 0;

    public string? ManifestPath => null;

    public IEnumerable<RawSample> Read(CancellationToken cancellationToken)
    {
        var coco = ReadFile(cancellationToken);
        var root = FindRoot(coco.Images);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var image in coco.Images)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var categories = coco.CategoriesOf.GetValueOrDefault(image.Id);
            var id = SafePath.TryNormalise(image.File, out var reason);
            var content = id switch
            {
                null => Fault(DecodeFaultKind.UnsafePath, reason),
                _ when categories is { Count: > 1 } => Fault(DecodeFaultKind.Unsupported, Several(categories, coco)),
                _ => ContainedFile.Open(new FileInfo(Path.Combine(root, id)), root),
            };
            id ??= image.File.Length > 0 ? image.File : $"image {image.Id}";
            var label = categories is { Count: 1 } ? coco.NameOf(categories.Min) : null;
            yield return new RawSample(seen.Add(id) ? id : $"{id}#image-{image.Id}", content, label) { IsLabelled = true };
        }
    }

    private CocoFile ReadFile(CancellationToken cancellationToken)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return CocoFile.Read(stream, cancellationToken);
        }
        catch (InvalidDataException error)
        {
            throw new DatasetException($"'{Printable.Text(path)}' is not a COCO list of images: {Printable.Text(error.Message)}.", error);
        }
    }

    /// <summary>The first folder that has any of the first files; the list's own when none has.</summary>
    private string FindRoot(List<CocoFile.Image> images)
    {
        var folder = ContainedFile.RealPath(new FileInfo(path).Directory!);
        List<string> candidates = [folder, Path.Combine(folder, "images")];
        if (Path.GetFileName(folder) == "annotations")
        {
            var above = Path.GetDirectoryName(folder)!;
            var name = Path.GetFileNameWithoutExtension(path);
            candidates.AddRange([Path.Combine(above, name[(name.LastIndexOf('_') + 1)..]), Path.Combine(above, "images"), above]);
        }

        var ids = images.Take(Looked).Select(image => SafePath.TryNormalise(image.File, out _)).OfType<string>().ToList();
        var root = candidates.Find(candidate => ids.Exists(id => File.Exists(Path.Combine(candidate, id)))) ?? folder;
        return ContainedFile.RealPath(new DirectoryInfo(root));
    }

    private static string Several(SortedSet<long> categories, CocoFile coco)
    {
        var names = string.Join(", ", categories.Take(Named).Select(category => Printable.Text(coco.NameOf(category))));
        return $"annotated with {categories.Count:N0} categories ({names}{(categories.Count > Named ? ", …" : "")}); an image has one label here";
    }

    private static SampleContent.Faulty Fault(DecodeFaultKind kind, string detail) => new(new DecodeFault(kind, detail));
}
