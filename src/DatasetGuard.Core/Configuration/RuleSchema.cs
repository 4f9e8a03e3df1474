using System.Globalization;
using System.Text.Json;
using DatasetGuard.Core.Rules;

namespace DatasetGuard.Core.Configuration;

/// <summary>The part of the JSON schema that the rules themselves write: their ids, and their options with the ranges that hold.</summary>
internal static class RuleSchema
{
    private const string Place = "\"properties\": {}";

    public static string Insert(string schema, IReadOnlyList<RuleDescriptor> rules) =>
        schema.Replace(Place, $"\"properties\": {{\n{string.Join(",\n", rules.Select(Of))}\n      }}", StringComparison.Ordinal);

    private static string Of(RuleDescriptor rule)
    {
        var options = string.Concat(rule.Options.Select(option => $", {Of(option)}"));
        return $$"""
                    "{{rule.Id}}": {
                      "description": {{Text(rule.Title + ".")}},
                      "oneOf": [
                        { "$ref": "#/definitions/level" },
                        { "type": "object", "additionalProperties": false, "properties": { "level": { "$ref": "#/definitions/level" }{{options}} } }
                      ]
                    }
            """;
    }

    private static string Of(RuleOption option) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{{Text(option.Name)}}: { "description": {{Text(option.Summary)}}, "type": ["{{(option.IsWhole ? "integer" : "number")}}", "null"], "minimum": {{option.Least:R}}, "maximum": {{option.Most:R}}, "default": {{option.Default:R}} }""");

    private static string Text(string text) => JsonSerializer.Serialize(text);
}
