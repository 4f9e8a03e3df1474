using System.Text.Json;

namespace DatasetGuard.Core.Provenance.Croissant;

/// <summary>The forms that one thing may have in JSON-LD: with and without a prefix, alone or in a list, as a word or as an object that names it.</summary>
internal static class JsonLd
{
    /// <summary>The values of a property; empty without it.</summary>
    public static IEnumerable<JsonElement> Values(JsonElement owner, string name)
    {
        if (owner.ValueKind != JsonValueKind.Object)
            return [];

        return owner.EnumerateObject()
            .Where(property => Local(property.Name) == name)
            .SelectMany(property => property.Value.ValueKind == JsonValueKind.Array ? [.. property.Value.EnumerateArray()] : (IEnumerable<JsonElement>)[property.Value]);
    }

    /// <summary>The words of a property.</summary>
    public static IEnumerable<string> Words(JsonElement owner, string name) => Values(owner, name).Select(Word).OfType<string>();

    /// <summary>The first word of a property; null without any.</summary>
    public static string? Word(JsonElement owner, string name) => Words(owner, name).FirstOrDefault();

    /// <summary>A text, a number, or what an object refers to; null for anything else.</summary>
    public static string? Word(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Text(value),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Object => Words(value, "@id").Concat(Words(value, "@value")).FirstOrDefault(),
        _ => null,
    };

    /// <summary>Whether something is of a type, such as <c>FileObject</c>.</summary>
    public static bool IsOf(JsonElement value, string type) => Words(value, "@type").Any(word => Local(word) == type);

    /// <summary>Without a prefix or address: <c>recordSet</c> of <c>cr:recordSet</c>.</summary>
    public static string Local(string name) => name[(name.LastIndexOfAny([':', '/', '#']) + 1)..];

    /// <summary>An escaped half of a surrogate pair is no text, and reads as no word.</summary>
    private static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
