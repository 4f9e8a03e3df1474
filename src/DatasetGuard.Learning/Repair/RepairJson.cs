using System.Text.Json;
using DatasetGuard.Core;
using DatasetGuard.Core.Reports;
using DatasetGuard.Core.Scanning;
using DatasetGuard.Learning.Models;

namespace DatasetGuard.Learning.Repair;

/// <summary><c>repair.json</c>: everything that was measured, for programs. But for the seconds it is the same for the same repair.</summary>
public static class RepairJson
{
    public const string FileName = "repair.json";

    private const string SchemaVersion = "1.0";

    public static void Write(RepairResult result, RepairRecord record, Stream output)
    {
        using var json = JsonText.Writer(output);
        json.WriteStartObject();
        json.WriteString("schemaVersion", SchemaVersion);
        json.WriteString("toolVersion", Scanner.ToolVersion);
        json.WriteString("original", record.Original);
        json.WriteString("dataDigest", record.DataDigest);
        json.WriteNumber("seen", result.Images.Seen.Length);
        json.WriteNumber("heldOut", result.Images.HeldOut.Length);
        json.WriteBoolean("repaired", result.IsRepaired);
        json.WriteString("chosen", result.Chosen?.Method);
        json.WriteStartObject("before");
        WriteMeasures(json, result.Accuracy, result.Success);
        json.WriteEndObject();
        json.WriteStartArray("triggers");
        foreach (var (trigger, advice) in result.Triggers.Zip(result.Advice))
            WriteTrigger(json, trigger, advice, result.Images.Classes);

        json.WriteEndArray();
        json.WriteStartArray("methods");
        foreach (var trial in result.Trials)
            WriteTrial(json, trial, result.Accuracy);

        json.WriteEndArray();
        json.WriteEndObject();
        JsonText.End(json, output);
    }

    private static void WriteTrigger(Utf8JsonWriter json, BackdoorTrigger trigger, RepairAdvice advice, IReadOnlyList<string> classes)
    {
        json.WriteStartObject();
        json.WriteString("target", classes[trigger.Target]);
        json.WriteString("source", trigger.Source is { } source ? classes[source] : null);
        json.WriteRounded("maskSize", trigger.Stamp.Size);
        json.WriteString("advice", JsonText.Name(advice.Remedy));
        json.WriteRounded("generalisation", advice.Generalisation);
        json.WriteRounded("generalisationLow", advice.Interval?.Low);
        json.WriteRounded("generalisationHigh", advice.Interval?.High);
        json.WriteRounded("channelShare", advice.ChannelShare);
        json.WriteEndObject();
    }

    private static void WriteTrial(Utf8JsonWriter json, RepairTrial trial, Proportion before)
    {
        json.WriteStartObject();
        json.WriteString("method", trial.Method);
        json.WriteString("note", trial.Note);
        json.WriteBoolean("serves", trial.Serves(before));
        if (trial.Accuracy is { } accuracy)
            WriteMeasures(json, accuracy, trial.Success!);

        json.WriteRounded("seconds", trial.Seconds);
        json.WriteEndObject();
    }

    private static void WriteMeasures(Utf8JsonWriter json, Proportion accuracy, Proportion success)
    {
        json.WriteInterval("accuracy", accuracy);
        json.WriteInterval("attackSuccess", success);
    }
}
