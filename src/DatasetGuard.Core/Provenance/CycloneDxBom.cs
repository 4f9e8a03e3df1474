using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DatasetGuard.Core.Reports;

namespace DatasetGuard.Core.Provenance;

/// <summary>A CycloneDX 1.6 bill of materials (ECMA-424) with the dataset as a component of type <c>data</c>, to stand alone or beside a model's.</summary>
/// <remarks>Licence, owner and classification are not known to a scan, so they are left to whoever merges the component.</remarks>
public static class CycloneDxBom
{
    /// <summary>The namespace of the properties.</summary>
    private const string Namespace = "datasetguard:";

    /// <summary>The same report and name give the same bytes: there is no time in it.</summary>
    /// <param name="report">The scan.</param>
    /// <param name="name">What the dataset is called.</param>
    /// <param name="output">Gets UTF-8 without a byte order mark.</param>
    public static void Write(ScanReport report, string name, Stream output)
    {
        using var json = JsonText.Writer(output);
        json.WriteStartObject();
        json.WriteString("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
        json.WriteString("bomFormat", "CycloneDX");
        json.WriteString("specVersion", "1.6");
        json.WriteString("serialNumber", $"urn:uuid:{SerialOf(report, name)}");
        json.WriteNumber("version", 1);
        WriteMetadata(json, report);
        json.WriteStartArray("components");
        WriteDataset(json, report, name);
        json.WriteEndArray();
        json.WriteEndObject();
        JsonText.End(json, output);
    }

    /// <summary>A UUID of version 8 (RFC 9562, section 5.8), whose bits are the digest of what is written.</summary>
    private static Guid SerialOf(ScanReport report, string name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{report.Digest} {name}")).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    private static void WriteMetadata(Utf8JsonWriter json, ScanReport report)
    {
        json.WriteStartObject("metadata");
        json.WriteStartObject("tools");
        json.WriteStartArray("components");
        json.WriteStartObject();
        json.WriteString("type", "application");
        json.WriteString("name", "DatasetGuard");
        json.WriteString("version", report.Tool.Version);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteDataset(Utf8JsonWriter json, ScanReport report, string name)
    {
        json.WriteStartObject();
        json.WriteString("type", "data");
        json.WriteString("bom-ref", $"dataset-{report.Dataset.Digest}");
        json.WriteString("name", name);
        WriteHash(json, report.Dataset.Digest);
        WriteFiles(json, report);
        json.WriteStartArray("properties");
        WriteProperty(json, "digest-of", "manifest.sha256");
        WriteProperty(json, "result", TestResultStatement.ResultOf(report));
        WriteProperty(json, "depth", JsonText.Name(report.Settings.Depth));
        WriteCount(json, "errors", report.Gate.Errors);
        WriteCount(json, "warnings", report.Gate.Warnings);
        WriteCount(json, "notes", report.Gate.Notes);
        WriteCount(json, "suppressed", report.Gate.Suppressed);
        json.WriteEndArray();
        WriteData(json, report, name);
        json.WriteEndObject();
    }

    /// <summary>Archives, arrays and lists of labels.</summary>
    private static void WriteFiles(Utf8JsonWriter json, ScanReport report)
    {
        var files = report.Inputs.Where(input => input.Kind is InputKind.Data or InputKind.Labels).ToList();
        if (files.Count == 0)
            return;

        json.WriteStartArray("components");
        for (var i = 0; i < files.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("type", "file");
            json.WriteString("bom-ref", $"file-{i + 1}");
            json.WriteString("name", files[i].Path);
            WriteHash(json, files[i].Digest);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteData(Utf8JsonWriter json, ScanReport report, string name)
    {
        json.WriteStartArray("data");
        json.WriteStartObject();
        json.WriteString("type", "dataset");
        json.WriteString("name", name);
        json.WriteStartObject("contents");
        json.WriteStartArray("properties");
        WriteCount(json, "samples", report.Dataset.Samples);
        foreach (var one in report.Dataset.Classes)
            WriteCount(json, $"class:{one.Name}", one.Count);

        foreach (var one in report.Dataset.Splits)
            WriteCount(json, $"split:{one.Name}", one.Count);

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteHash(Utf8JsonWriter json, string digest)
    {
        json.WriteStartArray("hashes");
        json.WriteStartObject();
        json.WriteString("alg", "SHA-256");
        json.WriteString("content", digest);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteCount(Utf8JsonWriter json, string name, int count) => WriteProperty(json, name, count.ToString(CultureInfo.InvariantCulture));

    private static void WriteProperty(Utf8JsonWriter json, string name, string value)
    {
        json.WriteStartObject();
        json.WriteString("name", Namespace + name);
        json.WriteString("value", value);
        json.WriteEndObject();
    }
}
