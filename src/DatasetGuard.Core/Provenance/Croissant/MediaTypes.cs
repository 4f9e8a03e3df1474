namespace DatasetGuard.Core.Provenance.Croissant;

/// <summary>Media types of what a dataset is made of.</summary>
internal static class MediaTypes
{
    private const string Unknown = "application/octet-stream";

    /// <param name="format">As <see cref="Imaging.ImageFacts.Format"/>; null when it is not known.</param>
    public static string OfImage(string? format) => format switch
    {
        "jpeg" or "png" or "gif" or "bmp" or "webp" or "tiff" => $"image/{format}",
        "pnm" => "image/x-portable-anymap",
        _ => Unknown,
    };

    public static string OfFile(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".tar" => "application/x-tar",
        ".zip" => "application/zip",
        ".gz" => "application/gzip",
        ".parquet" => "application/x-parquet",
        ".csv" => "text/csv",
        ".tsv" => "text/tab-separated-values",
        ".json" => "application/json",
        ".jsonl" or ".ndjson" => "application/jsonlines",
        ".txt" => "text/plain",
        _ => Unknown,
    };

    /// <summary>Loaders look into it.</summary>
    public static bool IsArchive(string name) => Path.GetExtension(name).ToLowerInvariant() is ".tar" or ".zip";
}
