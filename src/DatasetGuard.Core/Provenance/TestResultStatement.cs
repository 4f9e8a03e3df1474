using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using DatasetGuard.Core.Findings;
using DatasetGuard.Core.Gating;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;

namespace DatasetGuard.Core.Provenance;

/// <summary>
/// An in-toto statement (Statement v1, in-toto/attestation "spec/v1/statement.md") with a test result (v0.1, "spec/predicates/test-result.md")
/// as its predicate: the tests are the rules. It is not signed.
/// </summary>
public static class TestResultStatement
{
    public const string StatementType = "https://in-toto.io/Statement/v1";
    public const string PredicateType = "https://in-toto.io/attestation/test-result/v0.1";

    /// <summary>The same report gives the same bytes.</summary>
    /// <param name="report">The scan.</param>
    /// <param name="name">What the dataset is called.</param>
    /// <param name="output">Gets UTF-8 without a byte order mark.</param>
    public static void Write(ScanReport report, string name, Stream output)
    {
        using var json = JsonText.Writer(output);
        json.WriteStartObject();
        json.WriteString("_type", StatementType);
        WriteSubject(json, report, name);
        json.WriteString("predicateType", PredicateType);
        json.WritePropertyName("predicate");
        WritePredicate(json, report);
        json.WriteEndObject();
        JsonText.End(json, output);
    }

    /// <summary>The predicate alone, for signers that make the statement themselves.</summary>
    /// <param name="report">The scan.</param>
    /// <param name="output">Gets UTF-8 without a byte order mark.</param>
    public static void WritePredicate(ScanReport report, Stream output)
    {
        using var json = JsonText.Writer(output);
        WritePredicate(json, report);
        JsonText.End(json, output);
    }

    /// <summary>PASSED, WARNED or FAILED. A scan that did not come to its end proves nothing, so it has not passed.</summary>
    public static string ResultOf(ScanReport report) => report.Verdict switch
    {
        Verdict.Pass when Warned(report).Count == 0 => "PASSED",
        Verdict.Pass => "WARNED",
        _ => "FAILED",
    };

    /// <summary>The digest of the dataset is that of its <c>manifest.sha256</c>, which can be verified as the file that it is; archives and arrays have one of their own.</summary>
    private static void WriteSubject(Utf8JsonWriter json, ScanReport report, string name)
    {
        var files = report.Inputs.Where(input => input.Kind is InputKind.Data or InputKind.Labels).ToList();

        // Subjects are told apart by their names.
        var isTaken = files.Exists(file => file.Path == name);
        json.WriteStartArray("subject");
        WriteDescriptor(json, isTaken ? $"{name}/manifest.sha256" : name, report.Dataset.Digest);
        foreach (var file in files)
            WriteDescriptor(json, file.Path, file.Digest);

        json.WriteEndArray();
    }

    private static void WritePredicate(Utf8JsonWriter json, ScanReport report)
    {
        json.WriteStartObject();
        json.WriteString("result", ResultOf(report));
        WriteConfiguration(json, report);
        WriteTests(json, report);
        json.WriteEndObject();
    }

    private static void WriteDescriptor(Utf8JsonWriter json, string name, string digest)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        WriteDigest(json, digest);
        json.WriteEndObject();
    }

    private static void WriteDigest(Utf8JsonWriter json, string digest)
    {
        json.WriteStartObject("digest");
        json.WriteString("sha256", digest);
        json.WriteEndObject();
    }

    private static void WriteConfiguration(Utf8JsonWriter json, ScanReport report)
    {
        json.WriteStartArray("configuration");
        json.WriteStartObject();
        json.WriteString("name", "DatasetGuard");
        json.WriteString("uri", $"pkg:nuget/DatasetGuard.Cli@{Uri.EscapeDataString(report.Tool.Version)}");
        json.WriteEndObject();
        WriteSettings(json, report);
        foreach (var input in report.Inputs.Where(input => input.Kind is not (InputKind.Data or InputKind.Labels)))
        {
            json.WriteStartObject();
            json.WriteString("name", input.Path);
            WriteDigest(json, input.Digest);
            json.WriteStartObject("annotations");
            json.WriteString("kind", JsonText.Name(input.Kind));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>What was asked for on top of the files: a policy holds its digest against a known one, and reads it in the content.</summary>
    private static void WriteSettings(Utf8JsonWriter json, ScanReport report)
    {
        var settings = SettingsOf(report);
        json.WriteStartObject();
        json.WriteString("name", "settings");
        WriteDigest(json, Convert.ToHexStringLower(SHA256.HashData(settings)));
        json.WriteBase64String("content", settings);
        json.WriteString("mediaType", "application/json");
        json.WriteEndObject();
    }

    /// <summary>In one line: <c>{"depth":"fast","disabled":[],"failOn":"error","seed":0}</c>.</summary>
    private static byte[] SettingsOf(ScanReport report)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("depth", JsonText.Name(report.Settings.Depth));
        json.WriteStartArray("disabled");
        foreach (var rule in Ids(report.Rules.Where(rule => rule.Status == RuleStatus.Disabled).Select(rule => rule.Id)))
            json.WriteStringValue(rule);

        json.WriteEndArray();
        json.WriteString("failOn", JsonText.Name(report.Gate.FailOn));
        json.WriteNumber("seed", report.Settings.Seed);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Rules that did not run are in none of the lists, so that who asks for a rule finds out; of an incomplete scan none has passed.</summary>
    private static void WriteTests(Utf8JsonWriter json, ScanReport report)
    {
        var (failed, warned) = (Failed(report), Warned(report));
        var passed = report.Verdict == Verdict.Incomplete
            ? []
            : report.Rules.Where(rule => rule.Status == RuleStatus.Completed).Select(rule => rule.Id).Except(failed).Except(warned);
        WriteIds(json, "passedTests", passed);
        WriteIds(json, "warnedTests", warned);
        WriteIds(json, "failedTests", failed);
    }

    private static IReadOnlyList<string> Failed(ScanReport report) =>
    [
        .. Ids(report.Rules.Where(rule => rule.Status == RuleStatus.Failed).Select(rule => rule.Id)
            .Concat(report.Findings.Where(finding => Gate.Fails(finding.Level, report.Gate.FailOn)).Select(finding => finding.Rule))),
    ];

    /// <summary>Those with warnings, or with errors that the gate lets pass; notes are neither.</summary>
    private static IReadOnlyList<string> Warned(ScanReport report) =>
        [.. Ids(report.Findings.Where(finding => finding.Level > FindingLevel.Note).Select(finding => finding.Rule)).Except(Failed(report))];

    private static IEnumerable<string> Ids(IEnumerable<string> ids) => ids.Distinct().Order(StringComparer.Ordinal);

    private static void WriteIds(Utf8JsonWriter json, string property, IEnumerable<string> ids)
    {
        json.WriteStartArray(property);
        foreach (var id in Ids(ids))
            json.WriteStringValue(id);

        json.WriteEndArray();
    }
}
