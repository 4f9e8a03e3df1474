using System.Text.Json;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Imaging;
using DatasetGuard.Core.Provenance;
using DatasetGuard.Core.Provenance.Croissant;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports;

/// <summary>
/// <c>croissant.json</c>: the dataset in the MLCommons Croissant format 1.0, with the digest of every file or archive. Its paths begin in the
/// dataset's folder, where it belongs.
/// </summary>
/// <remarks>Licence, creator and address, which the format asks for, are not known to a scan: the publisher adds them.</remarks>
public sealed class CroissantReport : IReportWriter
{
    /// <summary>Beyond as many images the manifest stands for them, with one digest.</summary>
    public const int MaxFiles = 10_000;

    private const string ManifestName = "manifest.sha256";

    public string Format => "croissant";

    public string FileName => "croissant.json";

    public void Write(ScanResult result, Stream output)
    {
        var dataset = result.Dataset;
        using var json = JsonText.Writer(output);
        json.WriteStartObject();
        CroissantContext.Write(json);
        json.WriteString("@type", "sc:Dataset");
        json.WriteString("conformsTo", "http://mlcommons.org/croissant/1.0");
        json.WriteString("name", NameOf(dataset.Root));
        json.WriteString("description", Describe(dataset));
        json.WriteStartArray("distribution");
        if (dataset.Samples.Count > MaxFiles)
            WriteManifest(json, dataset);

        WriteDataFiles(json, result);
        if (dataset.Roots.Any(root => root.ImageFolder is not null))
            WriteImages(json, dataset);

        json.WriteEndArray();
        CroissantRecords.Write(json, dataset);
        json.WriteEndObject();
        JsonText.End(json, output);
    }

    private static string Describe(Dataset dataset)
    {
        var hidden = dataset.Samples.Count(sample => IsOwnFile(sample, dataset) && !IsListed(sample));
        return $"{ReportText.Count(dataset.Samples.Count, "image")} in {dataset.Classes.Count:N0} {(dataset.Classes.Count == 1 ? "class" : "classes")}."
            + (hidden > 0 ? $" Left out, for they cannot be read or lead out of the dataset: {hidden:N0}." : "");
    }

    private static string NameOf(string root) => root.TrimEnd('/', '\\').Split('/', '\\')[^1] is { Length: > 0 } name ? name : "dataset";

    private static void WriteManifest(Utf8JsonWriter json, Dataset dataset) =>
        WriteFile(json, ManifestName, ManifestName, "text/plain", dataset.Digest);

    /// <summary>Archives, arrays and lists.</summary>
    private static void WriteDataFiles(Utf8JsonWriter json, ScanResult result)
    {
        var number = 0;
        foreach (var file in result.Inputs.Where(input => input.Kind is InputKind.Data or InputKind.Labels))
        {
            if (RelativePath(file.Path, result.Dataset) is not { } place || ContentUrl.Of(place) is not { } url)
                continue;

            var id = $"data-{++number}";
            WriteFile(json, id, place, MediaTypes.OfFile(place), file.Digest, url);
            if (MediaTypes.IsArchive(place))
                WriteFileSet(json, $"{id}-images", result.Dataset, container: id);
        }
    }

    private static void WriteImages(Utf8JsonWriter json, Dataset dataset)
    {
        if (dataset.Samples.Count > MaxFiles)
        {
            WriteFileSet(json, "image-files", dataset, container: null);
            return;
        }

        var number = 0;
        foreach (var sample in dataset.Samples.Where(sample => IsOwnFile(sample, dataset) && IsListed(sample)))
            WriteFile(json, $"image-{++number}", sample.Id, MediaTypes.OfImage(sample.Facts?.Format), sample.ContentHash, ContentUrl.Of(sample.Id));
    }

    private static void WriteFile(Utf8JsonWriter json, string id, string name, string mediaType, string digest, string? url = null)
    {
        json.WriteStartObject();
        json.WriteString("@type", "cr:FileObject");
        json.WriteString("@id", id);
        json.WriteString("name", name);
        json.WriteString("contentUrl", url ?? name);
        json.WriteString("encodingFormat", mediaType);
        json.WriteString("sha256", digest);
        json.WriteEndObject();

        // What is written leaves the memory.
        json.Flush();
    }

    private static void WriteFileSet(Utf8JsonWriter json, string id, Dataset dataset, string? container)
    {
        var extensions = dataset.Samples.Where(sample => FileExtensions.FormatOf(sample.Id) is not null).Select(sample => Path.GetExtension(sample.Id).Split('#')[0])
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        json.WriteStartObject();
        json.WriteString("@type", "cr:FileSet");
        json.WriteString("@id", id);
        json.WriteString("name", id);
        if (container is not null)
        {
            json.WriteStartObject("containedIn");
            json.WriteString("@id", container);
            json.WriteEndObject();
        }

        json.WriteString("encodingFormat", extensions.Count == 1 ? MediaTypes.OfImage(FileExtensions.FormatOf(extensions[0])) : "image/*");
        json.WriteStartArray("includes");
        foreach (var extension in extensions)
            json.WriteStringValue($"**/*{extension}");

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Seen from the root that it belongs to; a root that is a file lies in the folder of the description. Null for a file that lies elsewhere.</summary>
    private static string? RelativePath(string path, Dataset dataset)
    {
        var full = Path.GetFullPath(path);
        foreach (var root in dataset.Roots.Select(root => Path.TrimEndingDirectorySeparator(Path.GetFullPath(root.Path))))
        {
            if (full == root)
                return Path.GetFileName(full);
            if (ContainedFile.IsAtOrBelow(full, root))
                return Path.GetRelativePath(root, full).Replace('\\', '/');
        }

        return null;
    }

    private static bool IsOwnFile(Sample sample, Dataset dataset) => dataset.Roots[sample.Source.Root].ImageFolder is not null;

    private static bool IsListed(Sample sample) => sample.ContentHash.Length > 0 && ContentUrl.Of(sample.Id) is not null;
}
