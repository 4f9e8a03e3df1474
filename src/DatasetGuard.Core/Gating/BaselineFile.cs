using System.Text;
using System.Text.Json;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Reports;

namespace DatasetGuard.Core.Gating;

/// <summary>The file of a baseline: JSON with one line an entry, sorted, so that a review sees what is accepted from now on.</summary>
public static class BaselineFile
{
    public const string Name = "datasetguard-baseline.json";

    /// <summary>The first number changes when a reader of the old shape would break.</summary>
    public const string SchemaVersion = "1.0";

    /// <summary>Bytes of a file: some hundred thousand entries.</summary>
    internal const int MaxLength = 64 * 1024 * 1024;

    /// <exception cref="IOException">The file cannot be written; what was there is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Write(Baseline baseline, string path) => WholeFile.Write(path, output => Write(baseline, output));

    /// <summary>The same baseline gives the same bytes: UTF-8 of ASCII characters only, lines end with LF.</summary>
    public static void Write(Baseline baseline, Stream output)
    {
        using var text = ReportText.Writer(output);
        text.WriteLine("{");
        text.WriteLine($"  \"schemaVersion\": {Json(SchemaVersion)},");
        text.WriteLine($"  \"tool\": {Json(baseline.ToolVersion)},");
        text.WriteLine($"  \"dataset\": {{ \"digest\": {Json(baseline.DatasetDigest)}, \"samples\": {baseline.DatasetSamples} }},");
        text.WriteLine("  \"findings\": [");
        for (var i = 0; i < baseline.Entries.Count; i++)
            text.WriteLine($"    {Line(baseline.Entries[i])}{(i + 1 < baseline.Entries.Count ? "," : "")}");

        text.WriteLine("  ]");
        text.WriteLine("}");
    }

    /// <exception cref="ConfigurationException">There is no such file, or it is no baseline; with file, line and reason.</exception>
    public static Baseline Read(string path) =>
        NamedFile.Read(path, MaxLength, "the baseline", "'datasetguard baseline create' writes one.", bytes => Parse(bytes, path));

    /// <param name="bytes">The content of a file.</param>
    /// <param name="name">Its name for messages.</param>
    /// <exception cref="ConfigurationException">It is no baseline; with line and reason.</exception>
    public static Baseline Parse(byte[] bytes, string name) => new BaselineParser(bytes, name).Parse();

    private static string Line(BaselineEntry entry) =>
        $"{{ \"rule\": {Json(entry.Rule)}, \"class\": {Json(entry.Class)}, \"samples\": {entry.Samples}, \"fingerprint\": {Json(entry.Fingerprint)}, \"note\": {Json(entry.Note)} }}";

    /// <summary>Quoted and escaped down to ASCII: a line break in a class name stays within its line.</summary>
    private static string Json(string? text) => text is null ? "null" : $"\"{JsonEncodedText.Encode(Encoding.UTF8.GetBytes(text))}\"";
}
