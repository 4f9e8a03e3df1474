namespace DatasetGuard.Core.Datasets;

/// <summary>One of the places that a scan was asked to look at.</summary>
/// <param name="Path">As the user gave it.</param>
/// <param name="Prefix">What the ids of its samples begin with; empty where it is the only one.</param>
/// <param name="ImageFolder">What the rest of an id is relative to; null where the images are no files of their own, as in an archive.</param>
public sealed record DatasetRoot(string Path, string Prefix, string? ImageFolder)
{
    /// <summary>The label manifest whose lines its samples stand in; null without one.</summary>
    public string? Manifest { get; init; }

    /// <summary>As <see cref="IDatasetReader.HasParts"/>.</summary>
    public bool HasParts { get; init; }

    /// <param name="path">As the user gave it.</param>
    /// <param name="format">One of <see cref="DatasetFormats.Names"/>.</param>
    /// <param name="prefix">With <c>/</c> at the end, or empty.</param>
    public static DatasetRoot Of(string path, string format, string prefix = "") => new(path, prefix, format switch
    {
        "imagefolder" => path,
        "csv" or "jsonl" => System.IO.Path.GetDirectoryName(path) ?? "",

        // The images of a COCO list may lie in several places, which only its reader knows.
        _ => null,
    });
}
