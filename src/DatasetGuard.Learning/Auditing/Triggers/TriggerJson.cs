using System.Text.Json;
using DatasetGuard.Core.Reports;

namespace DatasetGuard.Learning.Auditing.Triggers;

/// <summary>The part of <c>audit.json</c> about triggers.</summary>
internal static class TriggerJson
{
    public static void Write(Utf8JsonWriter json, AuditReport report)
    {
        if (report.Triggers is not var (result, judged))
        {
            json.WriteNull("triggers");
            json.WriteString("noTriggers", report.NoTriggers);
            return;
        }

        json.WriteStartObject("triggers");
        json.WriteString("verdict", JsonText.Name(judged.Verdict));
        json.WriteString("root", result.Data.Dataset.Root);
        json.WriteString("digest", result.Data.Dataset.Digest);
        json.WriteNumber("usable", result.Data.Usable);
        json.WriteNumber("images", result.Data.Images.Count);
        json.WriteRounded("accuracy", result.Accuracy);
        json.WriteRounded("classThreshold", result.ClassThreshold);
        json.WriteRounded("pairThreshold", result.PairThreshold);
        json.WriteNumber("plainLimit", TriggerJudge.PlainLimit);
        json.WriteStartArray("warnings");
        foreach (var warning in result.Warnings)
            json.WriteStringValue(warning);

        json.WriteEndArray();
        json.WriteStartArray("unjudged");
        foreach (var (label, reason) in result.Unjudged)
        {
            json.WriteStartObject();
            json.WriteString("class", result.Data.Classes[label]);
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("found");
        foreach (var trigger in result.All)
            WriteTrigger(json, trigger, result.Data);

        json.WriteEndArray();
        WriteWays(json, result);
        json.WriteEndObject();
    }

    private static void WriteTrigger(Utf8JsonWriter json, ReversedTrigger trigger, TriggerData data)
    {
        json.WriteStartObject();
        json.WriteString("target", data.Classes[trigger.Target]);
        json.WriteString("source", trigger.Source is { } source ? data.Classes[source] : null);
        json.WriteString("verdict", JsonText.Name(trigger.Verdict));
        json.WriteRounded("maskSize", trigger.Stamp.Size);
        json.WriteRounded("change", trigger.Change);
        json.WriteRounded("naturalMaskSize", trigger.Natural?.Size);
        json.WriteRounded("naturalChange", trigger.Natural?.Change);
        json.WriteRounded("success", trigger.Success);
        json.WriteRounded("apartMaskSize", trigger.Apart?.Size);
        json.WriteRounded("apartChange", trigger.Apart?.Change);
        json.WriteRounded("apartSuccess", trigger.Apart?.Success);
        json.WriteRounded("referenceSuccess", trigger.Reference?.Success);
        json.WriteRounded("referenceMaskSize", trigger.Reference?.Size);
        json.WriteRounded("referenceChange", trigger.Reference?.Change);
        WriteSquare(json, trigger.Square, data.Images.Channels);
        json.WriteRounded("alignment", trigger.Alignment);
        json.WriteRounded("score", trigger.Score);
        json.WriteRounded("excess", trigger.Excess);
        json.WriteRounded("anomalyIndex", trigger.AnomalyIndex);
        json.WriteEndObject();
    }

    private static void WriteWays(Utf8JsonWriter json, TriggerResult result)
    {
        json.WriteStartArray("ways");
        foreach (var way in result.Ways)
        {
            json.WriteStartObject();
            json.WriteString("target", result.Data.Classes[way.Target]);
            json.WriteRounded("turned", way.Turned);
            json.WriteRounded("change", way.Change);
            json.WriteRounded("offWays", way.OffWays);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSquare(Utf8JsonWriter json, SquareEffect? effect, int channels)
    {
        if (effect is not { } found)
        {
            json.WriteNull("square");
            return;
        }

        json.WriteStartObject("square");
        json.WriteString("colour", found.Square.NameOf(channels));
        json.WriteNumber("left", found.Square.Left);
        json.WriteNumber("top", found.Square.Top);
        json.WriteNumber("side", found.Square.Side);
        json.WriteRounded("referenceSuccess", found.Elsewhere);
        json.WriteRounded("referenceMost", found.MostElsewhere);
        json.WriteEndObject();
    }
}
