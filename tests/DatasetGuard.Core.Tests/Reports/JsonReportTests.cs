using System.Text.Json;
using CsCheck;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Reports;
using NJsonSchema;

namespace DatasetGuard.Core.Tests.Reports;

public sealed class JsonReportTests
{
    private static readonly JsonSchema Schema = JsonSchema.FromJsonAsync(JsonReport.ReadSchema()).GetAwaiter().GetResult();

    [Fact]
    public void The_report_follows_its_schema()
    {
        Schema.Validate(new JsonReport().Text(Results.Failing())).Should().BeEmpty();
        Schema.Validate(new JsonReport().Text(Results.Clean())).Should().BeEmpty();
        Schema.Validate(new JsonReport().Text(Results.Crashed("InvalidOperationException: x"))).Should().BeEmpty();
    }

    [Fact]
    public void The_schema_refuses_what_it_does_not_know()
    {
        var report = new JsonReport().Text(Results.Failing());

        Schema.Validate(report.Replace("\"verdict\": \"fail\"", "\"verdict\": \"maybe\"")).Should().NotBeEmpty();
        Schema.Validate(report.Replace("\"threshold\"", "\"treshold\"")).Should().NotBeEmpty();
        Schema.Validate(report.Replace("\"kind\": \"file\"", "\"kind\": \"file\", \"more\": 1")).Should().NotBeEmpty();
    }

    [Fact]
    public void Every_part_of_the_schema_is_closed_and_described()
    {
        using var schema = JsonDocument.Parse(JsonReport.ReadSchema());

        Check(schema.RootElement, "schema");
    }

    [Theory]
    [MemberData(nameof(HostileNames.All), MemberType = typeof(HostileNames))]
    public void A_hostile_name_comes_back_as_it_was_from_plain_ASCII(string name)
    {
        var report = new JsonReport().Text(Results.Named(name, name, name));

        report.Should().MatchRegex("^[\n -~]*$");
        report.Should().NotContain("<");
        using var json = JsonDocument.Parse(report);
        json.RootElement.GetProperty("findings")[0].GetProperty("samples")[0].GetProperty("path").GetString().Should().Be(HostileNames.AsUtf8(name));
        json.RootElement.GetProperty("findings")[0].GetProperty("class").GetString().Should().Be(HostileNames.AsUtf8(name));
        json.RootElement.GetProperty("dataset").GetProperty("root").GetString().Should().Be(HostileNames.AsUtf8(name));
    }

    [Fact]
    public void Any_names_give_a_report_that_follows_the_schema() =>
        Gen.Select(Gen.String, Gen.String, Gen.String).Sample((file, className, root) =>
            Schema.Validate(new JsonReport().Text(Results.Named(file, className, root))).Count == 0);

    [Theory]
    [InlineData(0.1 + 0.2, "0.3")]
    [InlineData(123456.789, "123457")]
    [InlineData(1234567.89, "1234568")]
    [InlineData(-0.0, "0")]
    [InlineData(1e-20, "1E-20")]
    [InlineData(double.NaN, "null")]
    [InlineData(double.PositiveInfinity, "null")]
    public void Scores_are_rounded_to_what_repeats(double score, string expected)
    {
        var result = Results.Failing();
        result = result with { Findings = [result.Findings[1] with { Score = score, Measures = [new Measure("distance", score)] }] };

        var report = new JsonReport().Text(result);

        report.Should().Contain($"\"score\": {expected},\n").And.Contain($"\"distance\": {expected}\n");
        Schema.Validate(report).Should().BeEmpty();
    }

    private static void Check(JsonElement schema, string path)
    {
        schema.TryGetProperty("description", out _).Should().Be(!schema.TryGetProperty("$ref", out _) && !path.EndsWith('*'), $"of {path}");
        if (schema.TryGetProperty("properties", out var properties))
        {
            schema.GetProperty("additionalProperties").GetBoolean().Should().BeFalse($"of {path}");
            schema.GetProperty("required").EnumerateArray().Select(name => name.GetString())
                .Should().BeEquivalentTo(properties.EnumerateObject().Select(property => property.Name), $"of {path}");
            foreach (var property in properties.EnumerateObject())
                Check(property.Value, $"{path}.{property.Name}");
        }

        if (schema.TryGetProperty("items", out var items))
            Check(items, $"{path}*");
        if (schema.TryGetProperty("definitions", out var definitions))
        {
            foreach (var definition in definitions.EnumerateObject())
                Check(definition.Value, $"{path}/{definition.Name}");
        }
    }
}
