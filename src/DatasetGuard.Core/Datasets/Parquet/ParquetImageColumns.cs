using System.Text.Json;

namespace DatasetGuard.Core.Datasets.Parquet;

/// <summary>Which columns of a Parquet file are the images and their labels.</summary>
/// <param name="Image">Bytes of image files.</param>
/// <param name="Label">Numbers or text; null where the file has none.</param>
/// <param name="ClassNames">Names of the numbers; empty where the file has none.</param>
internal sealed record ParquetImageColumns(ParquetColumn Image, ParquetColumn? Label, IReadOnlyList<string> ClassNames)
{
    private static readonly string[] ImageNames = ["image", "img", "jpg", "png", "webp"];
    private static readonly string[] LabelNames = ["label", "labels", "fine_label", "class", "target", "cls"];

    /// <exception cref="InvalidDataException">No column holds images.</exception>
    public static ParquetImageColumns Find(ParquetFooter footer)
    {
        var flat = footer.Columns.Where(column => !column.IsRepeated).ToList();
        var bytes = flat.Where(column => column.Type == ParquetColumn.ByteArray).ToList();
        var image = ImageNames.SelectMany(name => bytes.Where(column => column.Path == $"{name}.bytes" || column.Path == name)).FirstOrDefault()
            ?? bytes.Find(column => column.Path.EndsWith(".bytes", StringComparison.Ordinal) && column.Path.Count(character => character == '.') == 1)
            ?? throw new InvalidDataException("it has no column of images: one called image or img, with bytes");
        var label = LabelNames.SelectMany(name => flat.Where(column => column.Path == name)).FirstOrDefault();
        if (label is { Type: not (ParquetColumn.Int32 or ParquetColumn.Int64 or ParquetColumn.ByteArray) })
            throw new InvalidDataException($"its column '{label.Path}' holds neither whole numbers nor text");

        return new ParquetImageColumns(image, label, label is null || footer.HuggingFace is null ? [] : Names(footer.HuggingFace, label.Path));
    }

    /// <summary>The notes are <c>{"info": {"features": {"label": {"names": [...]}}}}</c>.</summary>
    private static string[] Names(string notes, string label)
    {
        try
        {
            using var json = JsonDocument.Parse(notes);
            var names = json.RootElement.GetProperty("info").GetProperty("features").GetProperty(label).GetProperty("names");
            string[] all = [.. names.EnumerateArray().Select(name => name.GetString() ?? "")];

            // Two numbers of one name would become one class.
            return all.Distinct(StringComparer.Ordinal).Count() == all.Length ? all : [];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // Without names, or with notes in another form, the numbers are the classes.
            return [];
        }
    }
}
