using System.Globalization;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using DatasetGuard.Core.Imaging;

namespace DatasetGuard.Core.Datasets;

/// <summary>A list of images with their labels: CSV (<c>path,label[,split]</c> with a header line) or JSON lines with the same names.</summary>
/// <remarks>Paths are relative to the manifest's folder and may not leave it. Findings can point at the line.</remarks>
internal sealed class ManifestReader(string path) : IDatasetReader
{
    private const int MaxField = 1 << 16;

    private static readonly string[] PathNames = ["path", "file", "filename", "file_name", "image"];
    private static readonly string[] LabelNames = ["label", "class", "category"];

    private readonly string _root = ContainedFile.RealPath(new FileInfo(path).Directory!);
    private readonly bool _isJson = Path.GetExtension(path).ToLowerInvariant() is ".jsonl" or ".ndjson";

    public string Format => _isJson ? "jsonl" : "csv";

    public int? Count => null;

    public int Ignored => 0;

    public string? ManifestPath => path;

    public IEnumerable<RawSample> Read(CancellationToken cancellationToken)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (file, label, split, line) in _isJson ? JsonLines() : CsvLines())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var id = SafePath.TryNormalise(file ?? "", out var reason);
            var content = id is null ? new SampleContent.Faulty(new DecodeFault(DecodeFaultKind.UnsafePath, reason)) : ContainedFile.Open(new FileInfo(Path.Combine(_root, id)), _root);
            id ??= file is { Length: > 0 } ? file : $"line {line}";

            // One image may stand in the list twice, also with two labels; samples need names of their own.
            if (!seen.TryAdd(id, line))
                id = $"{id}#line-{line}";

            yield return new RawSample(id, content, label is { Length: > 0 } ? label : null, split is { Length: > 0 } ? split : null, line) { IsLabelled = true };
        }
    }

    private IEnumerable<(string? File, string? Label, string? Split, int Line)> CsvLines()
    {
        using var text = new StreamReader(path);
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? "\t" : ",",
            MissingFieldFound = null,
            TrimOptions = TrimOptions.Trim,
            MaxFieldSize = MaxField,
        };
        using var csv = new CsvReader(text, configuration);
        if (!Try(csv, () => csv.Read() && csv.ReadHeader()))
            throw new DatasetException($"The manifest '{Printable.Text(path)}' is empty. Its first line is: path,label");

        var header = csv.HeaderRecord!.Select(name => name.Trim().ToLowerInvariant()).ToArray();
        int[] columns = [Column(header, PathNames), Column(header, LabelNames), Array.IndexOf(header, "split")];
        while (Try(csv, () => csv.Read() ? columns.Select(column => column < 0 ? null : csv.GetField(column)).ToArray() : null) is { } fields)
            yield return (fields[0], fields[1], fields[2], FirstLineOf(csv.Parser));
    }

    /// <summary>The parser counts to the last line of a record, and people look at the first.</summary>
    private static int FirstLineOf(IParser parser) => parser.RawRow - parser.RawRecord.AsSpan().Trim("\r\n").Count('\n');

    private T Try<T>(CsvReader csv, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CsvHelperException error)
        {
            // The parser's own messages are advice to programmers and quote the file.
            var what = error is MaxFieldSizeException ? $"a field is longer than {MaxField:N0} characters" : "a quotation mark is out of place or not closed";
            throw new DatasetException($"The manifest '{Printable.Text(path)}' cannot be read at line {Math.Max(1, FirstLineOf(csv.Parser))}: {what}.", error);
        }
    }

    private int Column(string[] header, string[] names)
    {
        var column = Array.FindIndex(header, names.Contains);
        return column >= 0
            ? column
            : throw new DatasetException($"The manifest '{Printable.Text(path)}' has no column '{names[0]}'. Its first line is: path,label[,split]");
    }

    private IEnumerable<(string? File, string? Label, string? Split, int Line)> JsonLines()
    {
        var line = 0;
        foreach (var text in File.ReadLines(path))
        {
            line++;
            if (!string.IsNullOrWhiteSpace(text))
                yield return ParseJson(text, line);
        }
    }

    private (string? File, string? Label, string? Split, int Line) ParseJson(string text, int line)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new JsonException("not an object");

            return (Text(document, PathNames), Text(document, LabelNames), Text(document, ["split"]), line);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new DatasetException(
                $"The manifest '{Printable.Text(path)}' cannot be read at line {line}: {FirstLine(error.Message)}. A line is like {{\"path\": \"cat/1.png\", \"label\": \"cat\"}}.",
                error);
        }
    }

    private static string? Text(JsonDocument document, string[] names)
    {
        foreach (var name in names)
        {
            if (document.RootElement.TryGetProperty(name, out var value))
                return value.ValueKind == JsonValueKind.String ? value.GetString() : value.ValueKind == JsonValueKind.Null ? null : value.GetRawText();
        }

        return null;
    }

    private static string FirstLine(string message) => Printable.Text(message.Split('\n')[0].Trim());
}
