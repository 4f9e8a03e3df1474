using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;

namespace DatasetGuard.Core.Datasets;

/// <summary>A list of paths with their labels: CSV (<c>path,label[,split]</c> with a header line) or JSON lines with the same names.</summary>
internal sealed class ManifestFile(string path)
{
    private const int MaxField = 1 << 16;
    private const int MaxRecord = 1 << 18;
    private const string NoUtf8 = "it, or a line soon after it, is no UTF-8 text; save the file as UTF-8";

    private static readonly string[] PathNames = ["path", "file", "filename", "file_name", "image"];
    private static readonly string[] LabelNames = ["label", "class", "category"];

    /// <summary>Two labels that differ in bytes which are no text would fall together. A byte order mark tells of UTF-16.</summary>
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly bool _isJson = Path.GetExtension(path).ToLowerInvariant() is ".jsonl" or ".ndjson";

    /// <param name="File">The path as it stands there; null or empty where there is none.</param>
    /// <param name="Label">Null without a label.</param>
    /// <param name="Split">Null without a split.</param>
    /// <param name="Line">From 1; the first one of a record.</param>
    public readonly record struct Entry(string? File, string? Label, string? Split, int Line);

    public string Format => _isJson ? "jsonl" : "csv";

    /// <exception cref="DatasetException">A line cannot be read; the message names it.</exception>
    public IEnumerable<Entry> Read() => _isJson ? JsonLines() : CsvLines();

    private IEnumerable<Entry> CsvLines()
    {
        using var text = new RecordText(new StreamReader(path, StrictUtf8), MaxRecord);
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? "\t" : ",",
            MissingFieldFound = null,
            TrimOptions = TrimOptions.Trim,
            MaxFieldSize = MaxField,
        };
        using var csv = new CsvReader(text, configuration);
        if (!Try(csv, text, () => csv.Read() && csv.ReadHeader()))
            throw new DatasetException($"The manifest '{Printable.Text(path)}' is empty. Its first line is: path,label");

        var header = csv.HeaderRecord!.Select(name => name.Trim().ToLowerInvariant()).ToArray();
        int[] columns = [Column(header, PathNames), Column(header, LabelNames), header.Contains("split") ? Column(header, ["split"]) : -1];
        while (Try(csv, text, () => csv.Read() ? columns.Select(column => column < 0 ? null : csv.GetField(column)).ToArray() : null) is { } fields)
            yield return new Entry(fields[0], NotEmpty(fields[1]), NotEmpty(fields[2]), FirstLineOf(csv.Parser));
    }

    /// <summary>The parser counts to the last line of a record, and people look at the first.</summary>
    private static int FirstLineOf(IParser parser) => parser.RawRow - parser.RawRecord.AsSpan().Trim("\r\n").Count('\n');

    private T Try<T>(CsvReader csv, RecordText text, Func<T> read)
    {
        try
        {
            text.BeginRecord();
            return read();
        }
        catch (Exception error) when (error is CsvHelperException or InvalidDataException or DecoderFallbackException)
        {
            // The parser's own messages are advice to programmers and quote the file.
            var what = error switch
            {
                MaxFieldSizeException => $"a field is longer than {MaxField:N0} characters",
                DecoderFallbackException or CsvHelperException { InnerException: DecoderFallbackException } => NoUtf8,
                CsvHelperException => "a quotation mark is out of place or not closed",
                _ => error.Message,
            };
            throw Broken(Math.Max(1, FirstLineOf(csv.Parser)), what, error);
        }
    }

    private int Column(string[] header, string[] names)
    {
        var column = Array.FindIndex(header, names.Contains);
        if (column < 0)
            throw new DatasetException($"The manifest '{Printable.Text(path)}' has no column '{names[0]}'. Its first line is: path,label[,split]");

        // Some programs take the first one, others the last.
        return Array.IndexOf(header, header[column], column + 1) < 0
            ? column
            : throw new DatasetException($"The manifest '{Printable.Text(path)}' has two columns '{header[column]}'. Take one out.");
    }

    private IEnumerable<Entry> JsonLines()
    {
        using var text = new RecordText(new StreamReader(path, StrictUtf8), MaxRecord);
        var line = 1;
        for (; ReadLine(text, line) is { } json; line++)
        {
            if (!string.IsNullOrWhiteSpace(json))
                yield return ParseJson(json, line);
        }
    }

    private string? ReadLine(RecordText text, int line)
    {
        try
        {
            text.BeginRecord();
            return text.ReadLine();
        }
        catch (Exception error) when (error is InvalidDataException or DecoderFallbackException)
        {
            throw Broken(line, error is DecoderFallbackException ? NoUtf8 : error.Message, error);
        }
    }

    private Entry ParseJson(string text, int line)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new JsonException("not an object");

            return new Entry(Text(document, PathNames), NotEmpty(Text(document, LabelNames)), NotEmpty(Text(document, ["split"])), line);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Broken(line, $"{FirstLine(error.Message)}. A line is like {{\"path\": \"cat/1.png\", \"label\": \"cat\"}}", error);
        }
    }

    private DatasetException Broken(int line, string what, Exception error) =>
        new($"The manifest '{Printable.Text(path)}' cannot be read at line {line}: {what}.", error);

    private static string? Text(JsonDocument document, string[] names)
    {
        foreach (var name in names)
        {
            if (document.RootElement.TryGetProperty(name, out var value))
                return value.ValueKind == JsonValueKind.String ? value.GetString() : value.ValueKind == JsonValueKind.Null ? null : value.GetRawText();
        }

        return null;
    }

    private static string? NotEmpty(string? text) => text is { Length: > 0 } ? text : null;

    private static string FirstLine(string message) => Printable.Text(message.Split('\n')[0].Trim().TrimEnd('.'));
}
