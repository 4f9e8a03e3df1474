using System.Text.Json;
using DatasetGuard.Core.Configuration;
using DatasetGuard.Core.Datasets;
using NJsonSchema;

namespace DatasetGuard.Core.Tests.Configuration;

/// <summary>The schema for editors and the parser say the same.</summary>
public sealed class ConfigurationSchemaTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse(ConfigurationFile.ReadSchema(Configurations.Rules)).RootElement;
    private static readonly JsonSchema Validator = JsonSchema.FromJsonAsync(ConfigurationFile.ReadSchema(Configurations.Rules)).GetAwaiter().GetResult();

    [Fact]
    public void The_schema_and_the_parser_know_the_same_keys()
    {
        KeysAt().Should().Equal(ConfigurationKeys.Root.Keys.Select(key => key.Name));
        KeysAt("dataset").Should().Equal(ConfigurationKeys.Dataset.Keys.Select(key => key.Name));
        KeysAt("limits").Should().Equal(ConfigurationKeys.Limits.Keys.Select(key => key.Name));
        KeysAt("features").Should().Equal(ConfigurationKeys.Features.Keys.Select(key => key.Name));
        KeysOf(Schema.GetProperty("properties").GetProperty("suppressions").GetProperty("items")).Should().Equal(ConfigurationKeys.Suppression.Keys.Select(key => key.Name));
    }

    [Fact]
    public void The_schema_and_the_parser_know_the_same_words()
    {
        WordsOf(Schema.GetProperty("properties").GetProperty("depth")).Should().Equal(Vocabulary.Depths);
        WordsOf(Schema.GetProperty("properties").GetProperty("failOn")).Should().Equal(Vocabulary.FailOns);
        WordsOf(Schema.GetProperty("properties").GetProperty("dataset").GetProperty("properties").GetProperty("format")).Should().Equal(DatasetFormats.Names);
        WordsOf(Schema.GetProperty("definitions").GetProperty("level")).Should().Equal(Vocabulary.Levels);
    }

    /// <summary>JSON is YAML, so both can be asked about the same text.</summary>
    [Theory]
    [InlineData("""{ "jobs": 1 }""", true)]
    [InlineData("""{ "jobs": 1024 }""", true)]
    [InlineData("""{ "jobs": 0 }""", false)]
    [InlineData("""{ "jobs": 1025 }""", false)]
    [InlineData("""{ "jobs": null }""", true)]
    [InlineData("""{ "seed": 2147483647 }""", true)]
    [InlineData("""{ "seed": 2147483648 }""", false)]
    [InlineData("""{ "seed": -2147483649 }""", false)]
    [InlineData("""{ "output": "" }""", false)]
    [InlineData("""{ "unknown": 1 }""", false)]
    [InlineData("""{ "dataset": { "path": ["a", "b"] } }""", true)]
    [InlineData("""{ "dataset": { "path": [] } }""", false)]
    [InlineData("""{ "dataset": { "labels": "x" } }""", true)]
    [InlineData("""{ "dataset": { "lables": "x" } }""", false)]
    [InlineData("""{ "limits": { "maxPixels": 500000001 } }""", false)]
    [InlineData("""{ "limits": { "maxPixels": 500000000, "maxBytes": 2000000000, "maxSeconds": 3600 } }""", true)]
    [InlineData("""{ "limits": { "maxBytes": 2000000001 } }""", false)]
    [InlineData("""{ "limits": { "maxSeconds": 3601 } }""", false)]
    [InlineData("""{ "features": { "model": "encoder.onnx", "layer": "pool", "mean": [0.5, 0.4, 0.3], "std": 0.25 } }""", true)]
    [InlineData("""{ "features": { "mean": [0.5], "std": [1000] } }""", true)]
    [InlineData("""{ "features": { "mean": [0.5, 0.4] } }""", false)]
    [InlineData("""{ "features": { "mean": [] } }""", false)]
    [InlineData("""{ "features": { "mean": ["x", 1, 1] } }""", false)]
    [InlineData("""{ "features": { "mean": 1001 } }""", false)]
    [InlineData("""{ "features": { "std": 0 } }""", false)]
    [InlineData("""{ "features": { "std": [1, 1, -1] } }""", false)]
    [InlineData("""{ "features": { "model": "" } }""", false)]
    [InlineData("""{ "features": { "modell": "x" } }""", false)]
    [InlineData("""{ "rules": { "DG1003": "off", "DG1102": { "level": "note", "maxDistance": 3 } } }""", true)]
    [InlineData("""{ "training": { "network": "large", "loss": "margin", "privacy": "strong", "epochs": 5, "flips": true, "shift": 0, "dropout": 0.5 } }""", true)]
    [InlineData("""{ "training": { "privacy": "none" } }""", false)]
    [InlineData("""{ "training": { "membershipBudget": { "auc": 0.6, "worstClassAuc": 0.65, "tprAtOnePercent": 0.05 } } }""", true)]
    [InlineData("""{ "training": { "membershipBudget": { "auc": null } } }""", true)]
    [InlineData("""{ "training": { "membershipBudget": { "auc": 1.5 } } }""", false)]
    [InlineData("""{ "training": { "budget": 0.6 } }""", false)]
    [InlineData("""{ "rules": { "DG1003": "on" } }""", false)]
    [InlineData("""{ "rules": { "1003": "off" } }""", false)]
    [InlineData("""{ "rules": { "DG1102": { "maxDistance": "x" } } }""", false)]
    [InlineData("""{ "rules": { "DG1102": { "maxDistance": 16, "minShare": 0.25 } } }""", true)]
    [InlineData("""{ "rules": { "DG1102": { "maxDistance": 17 } } }""", false)]
    [InlineData("""{ "rules": { "DG1102": { "maxDistance": 1.5 } } }""", false)]
    [InlineData("""{ "rules": { "DG1102": { "minShare": -0.1 } } }""", false)]
    [InlineData("""{ "rules": { "DG1102": { "minShare": null } } }""", true)]
    [InlineData("""{ "rules": { "DG1102": { "distance": 3 } } }""", false)]
    [InlineData("""{ "rules": { "DG1005": { "minShare": 0.5 } } }""", false)]
    [InlineData("""{ "rules": { "DG9999": "off" } }""", false)]
    [InlineData("""{ "suppressions": [{ "rule": "DG1005", "paths": "**", "reason": "x", "expires": "2027-01-31" }] }""", true)]
    [InlineData("""{ "suppressions": [{ "rule": "DG1005", "class": "cat", "reason": "x" }] }""", true)]
    [InlineData("""{ "suppressions": [{ "rule": "DG1005", "reason": "x" }] }""", false)]
    [InlineData("""{ "suppressions": [{ "rule": "DG1005", "paths": "**" }] }""", false)]
    [InlineData("""{ "suppressions": [{ "paths": "**", "reason": "x" }] }""", false)]
    public void The_schema_and_the_parser_judge_alike(string json, bool isGood)
    {
        (Validator.Validate(json).Count == 0).Should().Be(isGood);
        (Configurations.Faults(json).Count == 0).Should().Be(isGood);
    }

    private static IEnumerable<string> KeysAt(params string[] path) =>
        KeysOf(path.Aggregate(Schema, (schema, key) => schema.GetProperty("properties").GetProperty(key)));

    private static IEnumerable<string> KeysOf(JsonElement schema) => schema.GetProperty("properties").EnumerateObject().Select(property => property.Name);

    private static IEnumerable<string> WordsOf(JsonElement schema) =>
        schema.GetProperty("enum").EnumerateArray().Where(word => word.ValueKind == JsonValueKind.String).Select(word => word.GetString()!);
}
