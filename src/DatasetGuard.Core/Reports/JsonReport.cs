using System.Text.Json;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Reports;

/// <summary><c>report.json</c>: everything that the scan found, for programs. Its schema ships with it.</summary>
public sealed class JsonReport : IReportWriter
{
    /// <summary>The first number changes when a reader of the old shape would break.</summary>
    public const string SchemaVersion = "1.3";

    public string Format => "json";

    public string FileName => "report.json";

    /// <summary>The JSON schema of the report.</summary>
    public static string ReadSchema()
    {
        var assembly = typeof(JsonReport).Assembly;
        using var reader = new StreamReader(assembly.GetManifestResourceStream("DatasetGuard.Core.Reports.report.schema.json")!);
        return reader.ReadToEnd();
    }

    public void Write(ScanResult result, Stream output)
    {
        using var json = JsonText.Writer(output);
        json.WriteStartObject();
        json.WriteString("schemaVersion", SchemaVersion);
        json.WriteStartObject("tool");
        json.WriteString("name", "DatasetGuard");
        json.WriteString("version", result.ToolVersion);
        json.WriteEndObject();
        json.WriteString("verdict", JsonText.Name(result.Verdict));
        json.WriteString("configuration", result.Configuration);
        WriteSettings(json, result);
        WriteDataset(json, result.Dataset);
        WriteGate(json, result.Gate, result.StaleBaselineEntries);
        WriteRules(json, result.Rules);
        json.WriteStartArray("findings");
        foreach (var finding in result.Findings)
        {
            WriteFinding(json, finding, result.Dataset);

            // What is written leaves the memory: a finding may list every image.
            json.Flush();
        }

        json.WriteEndArray();
        json.WriteStartArray("suppressed");
        foreach (var accepted in result.Suppressed)
        {
            json.WriteStartObject();
            json.WriteString("by", JsonText.Name(accepted.By));
            json.WriteString("reason", accepted.Reason);
            json.WritePropertyName("finding");
            WriteFinding(json, accepted.Finding, result.Dataset);
            json.WriteEndObject();
            json.Flush();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        JsonText.End(json, output);
    }

    private static void WriteSettings(Utf8JsonWriter json, ScanResult result)
    {
        json.WriteStartObject("settings");
        json.WriteString("depth", JsonText.Name(result.Depth));
        json.WriteNumber("seed", result.Seed);
        json.WriteEndObject();
        json.WriteStartArray("inputs");
        foreach (var input in result.Inputs)
        {
            json.WriteStartObject();
            json.WriteString("kind", JsonText.Name(input.Kind));
            json.WriteString("path", input.Path);
            json.WriteString("digest", input.Digest);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteDataset(Utf8JsonWriter json, Dataset dataset)
    {
        json.WriteStartObject("dataset");
        json.WriteString("root", dataset.Root);
        json.WriteString("digest", dataset.Digest);
        json.WriteNumber("samples", dataset.Samples.Count);
        json.WriteNumber("ignored", dataset.Ignored);
        WriteCounts(json, "classes", dataset.Classes, dataset.Samples.Select(sample => sample.ClassIndex));
        WriteCounts(json, "splits", dataset.Splits, dataset.Samples.Select(sample => sample.SplitIndex));
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, string property, IReadOnlyList<string> names, IEnumerable<int> indices)
    {
        var counts = new int[names.Count];
        foreach (var index in indices.Where(index => index >= 0))
            counts[index]++;

        json.WriteStartArray(property);
        for (var i = 0; i < counts.Length; i++)
        {
            json.WriteStartObject();
            json.WriteString("name", names[i]);
            json.WriteNumber("count", counts[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteGate(Utf8JsonWriter json, Gate gate, int staleBaselineEntries)
    {
        json.WriteStartObject("gate");
        json.WriteString("failOn", JsonText.Name(gate.FailOn));
        json.WriteNumber("errors", gate.Errors);
        json.WriteNumber("warnings", gate.Warnings);
        json.WriteNumber("notes", gate.Notes);
        json.WriteNumber("suppressed", gate.Suppressed);
        json.WriteNumber("staleBaselineEntries", staleBaselineEntries);
        json.WriteEndObject();
    }

    private static void WriteRules(Utf8JsonWriter json, IReadOnlyList<RuleRun> runs)
    {
        json.WriteStartArray("rules");
        foreach (var run in runs)
        {
            json.WriteStartObject();
            json.WriteString("id", run.Rule.Id);
            json.WriteString("title", run.Rule.Title);
            json.WriteString("status", JsonText.Name(run.Status));
            json.WriteString("reason", run.Reason);
            json.WriteNumber("findings", run.Findings);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFinding(Utf8JsonWriter json, Finding finding, Dataset dataset)
    {
        json.WriteStartObject();
        json.WriteString("rule", finding.RuleId);
        json.WriteString("level", finding.Level.Name());
        json.WriteString("title", finding.Title);
        json.WriteString("message", finding.Message);
        json.WriteString("class", finding.Class);
        json.WriteRounded("score", finding.Score);
        json.WriteRounded("threshold", finding.Threshold);
        json.WriteString("fingerprint", finding.Fingerprint);
        json.WriteStartObject("location");
        json.WriteString("kind", JsonText.Name(finding.Location.Kind));
        json.WriteString("path", finding.Location.Path);
        json.WriteInteger("line", finding.Location.Line);
        json.WriteEndObject();
        WriteSamples(json, finding.Samples, dataset);
        WriteEvidence(json, finding);
        json.WriteEndObject();
    }

    private static void WriteSamples(Utf8JsonWriter json, IReadOnlyList<FlaggedSample> samples, Dataset dataset)
    {
        json.WriteStartArray("samples");
        foreach (var flagged in samples)
        {
            json.WriteStartObject();
            json.WriteString("path", flagged.Sample.Id);
            json.WriteString("label", dataset.ClassOf(flagged.Sample));
            json.WriteRounded("score", flagged.Score);
            json.WriteInteger("group", flagged.Group);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteEvidence(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject("evidence");
        json.WriteStartObject("measures");
        foreach (var measure in finding.Measures)
            json.WriteRounded(measure.Name, measure.Value);

        json.WriteEndObject();
        json.WriteStartArray("pictures");
        foreach (var picture in finding.Pictures)
        {
            json.WriteStartObject();
            json.WriteString("file", EvidenceFiles.PathOf(finding, picture));
            json.WriteString("caption", picture.Caption);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
