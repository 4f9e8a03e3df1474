namespace DatasetGuard.Core.Imaging;

/// <summary>What format a file's name promises.</summary>
internal static class FileExtensions
{
    private static readonly Dictionary<string, string> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        [".jpg"] = "jpeg",
        [".jpeg"] = "jpeg",
        [".jpe"] = "jpeg",
        [".jfif"] = "jpeg",
        [".png"] = "png",
        [".apng"] = "png",
        [".gif"] = "gif",
        [".bmp"] = "bmp",
        [".dib"] = "bmp",
        [".webp"] = "webp",
        [".pgm"] = "pnm",
        [".ppm"] = "pnm",
        [".pnm"] = "pnm",
        [".tif"] = "tiff",
        [".tiff"] = "tiff",
        [".jp2"] = "jpeg 2000",
        [".jxl"] = "jpeg xl",
        [".heic"] = "heif",
        [".heif"] = "heif",
        [".avif"] = "avif",
    };

    /// <summary>The format by the name, in the words of <see cref="ImageFacts.Format"/>; null for a name without the extension of an image.</summary>
    /// <param name="id">A sample's id; a number behind <c>#</c>, which tells samples of one name apart, is no part of the extension.</param>
    public static string? FormatOf(string id) => Formats.GetValueOrDefault(Path.GetExtension(id).Split('#')[0]);
}
