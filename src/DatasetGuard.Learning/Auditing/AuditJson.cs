using System.Text.Json;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Auditing.Triggers;
using DatasetGuard.Learning.Membership;

namespace DatasetGuard.Learning.Auditing;

/// <summary><c>audit.json</c>: everything that was measured, for programs. The same audit gives the same bytes.</summary>
public static class AuditJson
{
    public const string FileName = "audit.json";

    /// <summary>The first number changes when a reader of the old shape would break.</summary>
    public const string SchemaVersion = "1.1";

    public static void Write(AuditReport report, Stream output)
    {
        var (kind, digest, seed) = report.Membership is { Audit: var known } ? (known.Model, known.ModelDigest, known.Seed) : Of(report.Triggers!.Value.Result);
        using var json = JsonText.Writer(output);
        json.WriteStartObject();
        json.WriteString("schemaVersion", SchemaVersion);
        json.WriteString("toolVersion", report.Judged.ToolVersion);
        json.WriteString("verdict", JsonText.Name(report.Judged.Verdict));
        json.WriteStartObject("model");
        json.WriteString("kind", kind);
        json.WriteString("sha256", digest);
        json.WriteEndObject();
        json.WriteNumber("seed", seed);
        if (report.Membership is var (audit, judged))
            WriteMembership(json, audit, judged);

        TriggerJson.Write(json, report);
        json.WriteEndObject();
        JsonText.End(json, output);
    }

    private static (string Kind, string Digest, int Seed) Of(TriggerResult result) => (result.Model, result.ModelDigest, result.Seed);

    private static void WriteMembership(Utf8JsonWriter json, AuditResult audit, ScanResult judged)
    {
        WriteSide(json, "members", audit.Data.Members);
        WriteSide(json, "nonMembers", audit.Data.NonMembers);
        json.WriteNumber("overlapLeftOut", audit.Data.Overlap);
        json.WriteNumber("unusable", audit.Data.Unusable);
        json.WriteRounded("classMixDistance", audit.MixDistance);
        json.WriteStartObject("comparedOverAllClasses");
        json.WriteNumber("members", audit.Compared.Members);
        json.WriteNumber("nonMembers", audit.Compared.NonMembers);
        json.WriteEndObject();
        json.WriteStartArray("warnings");
        foreach (var warning in audit.Warnings)
            json.WriteStringValue(warning);

        json.WriteEndArray();
        WriteBudgets(json, judged);
        WriteAccuracy(json, audit);
        json.WriteStartArray("attacks");
        foreach (var attack in audit.Attacks)
        {
            json.WriteStartObject();
            json.WriteString("attack", attack.Key);
            WriteExposure(json, attack.Exposure);
            WriteClasses(json, attack.Exposure, audit.Data.Classes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteShadows(json, audit);
        WriteCanaries(json, audit);
    }

    private static void WriteSide(Utf8JsonWriter json, string name, AuditSide side)
    {
        json.WriteStartObject(name);
        json.WriteString("root", side.Dataset.Root);
        json.WriteString("digest", side.Dataset.Digest);
        json.WriteNumber("images", side.Count);
        json.WriteEndObject();
    }

    private static void WriteBudgets(Utf8JsonWriter json, ScanResult judged)
    {
        json.WriteStartArray("budgets");
        foreach (var run in judged.Rules)
        {
            var finding = judged.Findings.FirstOrDefault(finding => finding.RuleId == run.Rule.Id);
            json.WriteStartObject();
            json.WriteString("rule", run.Rule.Id);
            json.WriteString("status", JsonText.Name(run.Status));
            json.WriteString("reason", run.Reason);
            json.WriteString("finding", finding?.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAccuracy(Utf8JsonWriter json, AuditResult audit)
    {
        json.WriteStartObject("accuracy");
        json.WriteRounded("members", audit.Accuracy.OnTrained);
        json.WriteRounded("nonMembers", audit.Accuracy.OnHeldOut);
        json.WriteRounded("gap", audit.Accuracy.OnTrained - audit.Accuracy.OnHeldOut);
        json.WriteStartArray("classes");
        for (var i = 0; i < audit.ClassAccuracies.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("name", audit.Data.Classes[i]);
            json.WriteRounded("members", audit.ClassAccuracies[i].OnTrained);
            json.WriteRounded("nonMembers", audit.ClassAccuracies[i].OnHeldOut);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteExposure(Utf8JsonWriter json, MembershipExposure exposure)
    {
        json.WriteRounded("auc", exposure.Auc);
        ExposureJson.WriteInterval(json, exposure.Interval);
        ExposureJson.WriteLowRate(json, "atOnePercent", exposure.AtOnePercent);
        ExposureJson.WriteLowRate(json, "atOnePerMille", exposure.AtOnePerMille);
    }

    private static void WriteClasses(Utf8JsonWriter json, MembershipExposure exposure, IReadOnlyList<string> classes)
    {
        json.WriteString("worstClass", exposure.WorstClass is { } worst ? classes[worst.Label] : null);
        json.WriteStartArray("classes");
        foreach (var one in exposure.Classes)
        {
            json.WriteStartObject();
            json.WriteString("name", classes[one.Label]);
            json.WriteNumber("members", one.Members);
            json.WriteNumber("nonMembers", one.NonMembers);
            json.WriteRounded("auc", one.Auc);
            ExposureJson.WriteInterval(json, one.Interval);
            json.WriteRounded("truePositiveRateAtOnePercent", one.AtOnePercent?.TruePositiveRate);
            json.WriteString("refusal", one.Refusal ?? one.AtOnePercent?.Refusal);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteShadows(Utf8JsonWriter json, AuditResult audit)
    {
        if (audit.Shadows is not { } plan)
        {
            json.WriteNull("shadows");
            return;
        }

        json.WriteStartObject("shadows");
        json.WriteNumber("models", plan.Count);
        json.WriteNumber("imagesEach", audit.ShadowImages);
        json.WriteString("likeness", plan.Likeness);
        json.WriteEndObject();
    }

    private static void WriteCanaries(Utf8JsonWriter json, AuditResult audit)
    {
        if (audit.Canaries is not { } canaries)
        {
            json.WriteNull("canaries");
            return;
        }

        json.WriteStartObject("canaries");
        json.WriteNumber("planted", canaries.Count);
        json.WriteString("refusal", canaries.Refusal);
        json.WriteStartArray("attacks");
        foreach (var (title, exposure) in canaries.Attacks)
        {
            json.WriteStartObject();
            json.WriteString("attack", title);
            WriteExposure(json, exposure);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
