using System.Text.Json;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Rules;

namespace DatasetGuard.Core.Reports;

/// <summary>A rule as code scanning shows it: its page, and how it ranks.</summary>
internal static class SarifRule
{
    /// <summary>Code scanning cuts or refuses longer texts.</summary>
    private const int MaxDescription = 1024;

    public static void Write(RuleDescriptor rule, Utf8JsonWriter json)
    {
        var page = rule.ReadPage().ReplaceLineEndings("\n");
        json.WriteStartObject();
        json.WriteString("id", rule.Id);
        json.WriteString("name", string.Concat(rule.Name.Split('-').Select(Capitalised)));
        WriteText(json, "shortDescription", $"{rule.Title}.");
        WriteText(json, "fullDescription", Description(page, rule));
        json.WriteStartObject("help");
        json.WriteString("text", Plain(page));
        json.WriteString("markdown", page);
        json.WriteEndObject();
        json.WriteStartObject("defaultConfiguration");
        json.WriteString("level", rule.Level.Name());
        json.WriteEndObject();
        WriteProperties(rule, json);
        json.WriteEndObject();
    }

    private static void WriteProperties(RuleDescriptor rule, Utf8JsonWriter json)
    {
        json.WriteStartObject("properties");
        json.WriteStartArray("tags");
        foreach (var tag in Tags(rule.Id))
            json.WriteStringValue(tag);

        json.WriteEndArray();
        json.WriteString("precision", rule.Level switch
        {
            // Errors rest on deterministic evidence or a verified suspect; warnings are suspicions.
            FindingLevel.Error => "high",
            FindingLevel.Warning => "medium",
            _ => "low",
        });
        json.WriteString("problem.severity", rule.Level == FindingLevel.Note ? "recommendation" : rule.Level.Name());
        if (Severity(rule) is { } severity)
            json.WriteString("security-severity", severity);

        json.WriteEndObject();
    }

    private static string[] Tags(string id) => Family(id) switch
    {
        '2' => ["security", "data-poisoning"],
        '3' => ["security", "model"],
        _ => ["data-quality"],
    };

    /// <summary>Code scanning calls more than 9 critical, from 7 high, from 4 medium.</summary>
    private static string? Severity(RuleDescriptor rule) => (Family(rule.Id), rule.Level) switch
    {
        ('2', FindingLevel.Error) => "8.0",
        ('2', FindingLevel.Warning) => "5.0",
        ('2', _) => "3.0",
        _ => null,
    };

    /// <summary>The digit after <c>DG</c>: 1 files and labels, 2 poisoning, 3 the model.</summary>
    private static char Family(string id) => id[2];

    /// <summary>The first paragraph below the heading.</summary>
    private static string Description(string page, RuleDescriptor rule)
    {
        var paragraphs = page.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var first = paragraphs.FirstOrDefault(paragraph => !paragraph.StartsWith('#')) ?? $"{rule.Title}.";
        var text = Plain(first).Replace('\n', ' ');
        return text.Length <= MaxDescription ? text : $"{text[..(MaxDescription - 1)]}…";
    }

    private static string Plain(string markdown) => markdown.Replace("**", "").Replace("`", "");

    private static string Capitalised(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];

    private static void WriteText(Utf8JsonWriter json, string property, string text)
    {
        json.WriteStartObject(property);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
