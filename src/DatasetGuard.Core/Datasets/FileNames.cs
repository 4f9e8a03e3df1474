using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>Tells images from what lies beside them, by name only; the bytes are judged later.</summary>
internal static class FileNames
{
    private static readonly HashSet<string> OtherExtensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".txt", ".md", ".rst", ".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".xml", ".yaml", ".yml", ".toml", ".ini", ".html", ".pdf",
        ".py", ".ipynb", ".sh", ".mat", ".npy", ".npz", ".pkl", ".pt", ".onnx", ".parquet", ".db", ".zip", ".tar", ".gz", ".tgz", ".7z",
        ".cls", ".sha256", ".md5", ".log", ".lst",
    };

    /// <summary>True for desktop litter, documents and hidden files; a hidden image is none of them, for training code goes by the extension and reads it.</summary>
    public static bool IsOther(ReadOnlySpan<char> fileName) =>
        (fileName.StartsWith(".", StringComparison.Ordinal) && !IsImage(fileName))
        || fileName.Equals("Thumbs.db", StringComparison.OrdinalIgnoreCase)
        || fileName.Equals("README", StringComparison.OrdinalIgnoreCase)
        || fileName.Equals("LICENSE", StringComparison.OrdinalIgnoreCase)
        || OtherExtensions.Contains(Path.GetExtension(fileName).ToString());

    /// <summary>True for the extension of an image.</summary>
    public static bool IsImage(ReadOnlySpan<char> fileName) => FileExtensions.FormatOf(fileName.ToString()) is not null;
}
