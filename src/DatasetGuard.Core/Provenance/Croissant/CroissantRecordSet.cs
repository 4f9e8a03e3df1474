using System.Text.Json;

namespace DatasetGuard.Core.Provenance.Croissant;

/// <summary>One <c>RecordSet</c> and the records that the file itself holds of it.</summary>
internal sealed class CroissantRecordSet(JsonElement set)
{
    /// <summary>Wikidata's item for a split, which version 1.0 uses in its examples.</summary>
    private const string WikidataSplit = "Q3985153";

    public List<JsonElement> Fields { get; } = [.. JsonLd.Values(set, "field")];

    public List<JsonElement> Data { get; } = [.. JsonLd.Values(set, "data").Where(row => row.ValueKind == JsonValueKind.Object)];

    public bool IsOfSplits => JsonLd.Words(set, "dataType").Any(IsSplitType);

    /// <summary>The words of each record.</summary>
    public IReadOnlyList<IReadOnlySet<string>> Rows =>
        [.. Data.Select(row => row.EnumerateObject().Select(cell => JsonLd.Word(cell.Value)).OfType<string>().ToHashSet(StringComparer.Ordinal)).Where(row => row.Count > 0)];

    /// <summary>The last part of the name of a field: <c>label</c> of <c>images/label</c>.</summary>
    public static string NameOf(JsonElement field) => JsonLd.Local(JsonLd.Word(field, "name") ?? JsonLd.Word(field, "@id") ?? "");

    public static bool IsSplit(JsonElement field) => JsonLd.Words(field, "dataType").Any(IsSplitType) || NameOf(field).Equals("split", StringComparison.OrdinalIgnoreCase);

    /// <summary>The field that a field refers to; null when it refers to none.</summary>
    public static string? ReferenceOf(JsonElement field) =>
        JsonLd.Values(field, "references").Select(target => JsonLd.Word(target, "field") ?? JsonLd.Word(target)).OfType<string>().FirstOrDefault();

    /// <summary>How other fields refer to a field.</summary>
    public string IdOf(JsonElement field) => JsonLd.Word(field, "@id") ?? $"{JsonLd.Word(set, "@id") ?? JsonLd.Word(set, "name")}/{JsonLd.Word(field, "name")}";

    /// <summary>The value of a field in a record, whose keys are the ids of fields or their names; null without one.</summary>
    public string? ValueOf(JsonElement row, JsonElement field)
    {
        if (field.ValueKind != JsonValueKind.Object)
            return null;

        var (id, name) = (IdOf(field), NameOf(field));
        return row.TryGetProperty(id, out var value) || row.TryGetProperty(name, out value) ? JsonLd.Word(value) : null;
    }

    private static bool IsSplitType(string type) => JsonLd.Local(type) is "Split" or WikidataSplit;
}
