using System.Text.Json;

namespace DatasetGuard.Core.Provenance.Croissant;

/// <summary>The JSON-LD context that Croissant 1.0 recommends (mlcommons/croissant "docs/croissant-spec.md", appendix 1).</summary>
internal static class CroissantContext
{
    private static readonly string[] Terms =
    [
        "citeAs", "column", "extract", "field", "fileProperty", "fileObject", "fileSet", "format", "includes", "isLiveDataset", "jsonPath", "key", "md5",
        "parentField", "path", "recordSet", "references", "regex", "repeated", "replace", "separator", "source", "subField", "transform",
    ];

    public static void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("@context");
        json.WriteString("@language", "en");
        json.WriteString("@vocab", "https://schema.org/");
        json.WriteString("sc", "https://schema.org/");
        json.WriteString("cr", "http://mlcommons.org/croissant/");
        json.WriteString("dct", "http://purl.org/dc/terms/");
        json.WriteString("rai", "http://mlcommons.org/croissant/RAI/");
        json.WriteString("conformsTo", "dct:conformsTo");
        WriteTyped(json, "data", "@json");
        WriteTyped(json, "examples", "@json");
        WriteTyped(json, "dataType", "@vocab");
        foreach (var term in Terms)
            json.WriteString(term, $"cr:{term}");

        json.WriteEndObject();
    }

    private static void WriteTyped(Utf8JsonWriter json, string term, string type)
    {
        json.WriteStartObject(term);
        json.WriteString("@id", $"cr:{term}");
        json.WriteString("@type", type);
        json.WriteEndObject();
    }
}
