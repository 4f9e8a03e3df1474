using System.Text.Json;
using DatasetGuard.Core.Datasets;
using DatasetGuard.Core.Reports;

namespace DatasetGuard.Core.Provenance.Croissant;

/// <summary>The record sets of a dataset: its splits, its labels, and, while they are not too many, which image has which.</summary>
internal static class CroissantRecords
{
    public static void Write(Utf8JsonWriter json, Dataset dataset)
    {
        json.WriteStartArray("recordSet");
        if (dataset.Splits.Count > 0)
            WriteEnumeration(json, "splits", "cr:Split", dataset.Splits);
        if (dataset.Classes.Count > 0)
            WriteEnumeration(json, "labels", "sc:Enumeration", dataset.Classes);
        if (dataset.Samples.Count <= CroissantReport.MaxFiles)
            WriteImages(json, dataset);

        json.WriteEndArray();
    }

    private static void WriteEnumeration(Utf8JsonWriter json, string id, string type, IReadOnlyList<string> names)
    {
        Begin(json, id);
        json.WriteString("dataType", type);
        json.WritePropertyName("key");
        WriteReference(json, $"{id}/name");
        json.WriteStartArray("field");
        WriteField(json, $"{id}/name", "name", "sc:Text", null);
        json.WriteEndArray();
        json.WriteStartArray("data");
        foreach (var name in names)
        {
            json.WriteStartObject();
            json.WriteString($"{id}/name", name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteImages(Utf8JsonWriter json, Dataset dataset)
    {
        Begin(json, "images");
        json.WriteStartArray("field");
        WriteField(json, "images/path", "path", "sc:Text", null);
        if (dataset.Classes.Count > 0)
            WriteField(json, "images/label", "label", "cr:Label", "labels/name");
        if (dataset.Splits.Count > 0)
            WriteField(json, "images/split", "split", "sc:Text", "splits/name");

        json.WriteEndArray();
        json.WriteStartArray("data");
        foreach (var sample in dataset.Samples)
        {
            json.WriteStartObject();
            json.WriteString("images/path", sample.Id);
            if (dataset.Classes.Count > 0)
                json.WriteString("images/label", dataset.ClassOf(sample));
            if (dataset.Splits.Count > 0)
                json.WriteString("images/split", sample.SplitIndex < 0 ? null : dataset.Splits[sample.SplitIndex]);

            json.WriteEndObject();
            json.Flush();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, string id)
    {
        json.WriteStartObject();
        json.WriteString("@type", "cr:RecordSet");
        json.WriteString("@id", id);
        json.WriteString("name", id);
    }

    private static void WriteField(Utf8JsonWriter json, string id, string name, string type, string? references)
    {
        json.WriteStartObject();
        json.WriteString("@type", "cr:Field");
        json.WriteString("@id", id);
        json.WriteString("name", name);
        if (type == "cr:Label")
        {
            json.WriteStartArray("dataType");
            json.WriteStringValue("sc:Text");
            json.WriteStringValue(type);
            json.WriteEndArray();
        }
        else
        {
            json.WriteString("dataType", type);
        }

        if (references is not null)
        {
            json.WriteStartObject("references");
            json.WritePropertyName("field");
            WriteReference(json, references);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteReference(Utf8JsonWriter json, string id)
    {
        json.WriteStartObject();
        json.WriteString("@id", id);
        json.WriteEndObject();
    }
}
